// What the installed app does without a connection: it shows the page for that, with the cards that the browser kept, or
// at the counter with the sale that it kept. Nothing else is kept here: no page of a person's, no code, no answer of the
// server.

const kept = "offline-2";
const page = "/offline";
const counter = "/offline/counter";

// Whoever reads another language is served by another address of this file, so that its pages are fetched anew.
const language = new URL(self.location).searchParams.get("lang") ?? "";

self.addEventListener("install", event => event.waitUntil(fill()));

self.addEventListener("activate", event => event.waitUntil((async () => {
  for (const name of await caches.keys()) {
    if (name !== kept) {
      await caches.delete(name);
    }
  }

  await self.clients.claim();
})()));

self.addEventListener("fetch", event => {
  const { request } = event;
  if (request.method !== "GET") {
    return;
  }

  if (request.mode === "navigate") {
    const instead = new URL(request.url).pathname.startsWith("/merchant/counter") ? counter : page;
    event.respondWith(fetch(request).catch(async () => await caches.match(instead) ?? Response.error()));
  } else if (new URL(request.url).origin === location.origin && /^\/(css|js|img)\//.test(new URL(request.url).pathname)) {
    event.respondWith(fetch(request).catch(async () => await caches.match(request) ?? Response.error()));
  }
});

// The pages are asked for without cookies, so that they are nobody's; what they need is read off them.
async function fill() {
  const cache = await caches.open(kept);
  await Promise.all([page, counter].map(path => keep(cache, path)));
  await self.skipWaiting();
}

async function keep(cache, path) {
  const answer = await fetch(`${path}?lang=${encodeURIComponent(language)}`, { credentials: "omit", cache: "no-store" });
  const text = await answer.clone().text();
  await cache.put(path, answer);
  const needed = [...text.matchAll(/(?:href|src)="\/?((?:css|js|img)\/[^"]+)"/g)].map(found => `/${found[1]}`);
  await Promise.all([...new Set(needed)].map(file => cache.add(file).catch(() => undefined)));
}

// What the installed app does without a connection: it shows the page for that, with the cards that the browser kept.
// Nothing else is kept here: no page of a person's, no code, no answer of the server.

const kept = "offline-1";
const page = "/offline";

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
    event.respondWith(fetch(request).catch(async () => await caches.match(page) ?? Response.error()));
  } else if (new URL(request.url).origin === location.origin && /^\/(css|js|img)\//.test(new URL(request.url).pathname)) {
    event.respondWith(fetch(request).catch(async () => await caches.match(request) ?? Response.error()));
  }
});

// The page is asked for without cookies, so that it is nobody's; what it needs is read off it.
async function fill() {
  const cache = await caches.open(kept);
  const answer = await fetch(page, { credentials: "omit", cache: "no-store" });
  const text = await answer.clone().text();
  await cache.put(page, answer);
  const needed = [...text.matchAll(/(?:href|src)="\/?((?:css|js|img)\/[^"]+)"/g)].map(found => `/${found[1]}`);
  await Promise.all([...new Set(needed)].map(path => cache.add(path).catch(() => undefined)));
  await self.skipWaiting();
}

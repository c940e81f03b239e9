// Small comforts of the shell. Without this file everything still works, by ordinary links and form posts.

document.addEventListener("click", event => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target) || event.target.closest("a, [data-menu-close]")) {
      menu.open = false;
    }
  }
});

document.addEventListener("keydown", event => {
  const menu = event.key === "Escape" && document.activeElement?.closest("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// The theme changes at once; the form's post, sent beside it, makes the server remember.
document.addEventListener("submit", event => {
  const button = event.submitter;
  if (button?.name !== "theme") {
    return;
  }

  event.preventDefault();
  const body = new FormData(event.target, button);
  fetch(event.target.action, { method: "POST", body, redirect: "manual" });
  const root = document.documentElement;
  if (button.value === "system") {
    delete root.dataset.theme;
  } else {
    root.dataset.theme = button.value;
  }

  for (const other of event.target.querySelectorAll("button[name=theme]")) {
    other.setAttribute("aria-pressed", other === button ? "true" : "false");
  }
});

// The address of a search says what was wished for, and nothing of the fields that were left empty.
document.addEventListener("submit", event => {
  const fields = event.target.matches("form[action='/search']") ? [...event.target.elements] : [];
  for (const field of fields.filter(each => each.name && each.value === "")) {
    const { name } = field;
    field.removeAttribute("name");
    setTimeout(() => field.setAttribute("name", name));
  }
}, { capture: true });

// A form that is on its way is not sent once more by a second press; changed, or when its answer is there, it is.
const pressTwice = 5000;
let onItsWay = { text: "", at: 0 };

function answered() {
  onItsWay = { text: "", at: 0 };
}

document.addEventListener("submit", event => {
  if (event.defaultPrevented || event.target.method !== "post") {
    return;
  }

  const text = `${event.target.action} ${new URLSearchParams(new FormData(event.target, event.submitter))}`;
  if (text === onItsWay.text && Date.now() - onItsWay.at < pressTwice) {
    event.preventDefault();
  } else {
    onItsWay = { text, at: Date.now() };
  }
});
addEventListener("pageshow", answered);

// A live page asks for its connection by fetch; where too many are open already it is refused, and this page says so.
const send = window.fetch;
window.fetch = async (target, options) => {
  const answer = await send(target, options);
  if (answer.status === 429 && new URL(target.url ?? target, location.href).pathname.startsWith("/_blazor")) {
    document.getElementById("connection-limit").hidden = false;
  }

  return answer;
};

// Buttons that copy or share say what in data attributes.
document.addEventListener("click", async event => {
  const button = event.target.closest?.("[data-copy], [data-share], [data-print]");
  if (!button) {
    return;
  }

  if (button.hasAttribute("data-print")) {
    window.print();
  } else if (button.dataset.share !== undefined && navigator.share) {
    await navigator.share({ title: document.title, url: button.dataset.share || location.href }).catch(() => undefined);
  } else {
    await navigator.clipboard.writeText(button.dataset.copy ?? button.dataset.share ?? location.href);
    const said = button.dataset.done;
    if (said) {
      const status = button.querySelector("[data-label]") ?? button;
      status.textContent = said;
    }
  }
});

// Setting a business up has more to help with; that is fetched by whoever does it.
if (document.querySelector("form[data-start]")) {
  import("./start.js");
}

document.addEventListener("focusin", event => {
  if (event.target.closest?.("form[data-start]")) {
    import("./start.js");
  }
});

// Where tabs do not fit beside each other, the one that is shown is in view.
function showCurrentTabs() {
  for (const tab of document.querySelectorAll(":is(.tabs, .section-nav) a[aria-current=page]")) {
    const strip = tab.closest(".tabs, ul");
    const [shown, whole] = [tab.getBoundingClientRect(), strip.getBoundingClientRect()];
    if (shown.left < whole.left || shown.right > whole.right) {
      strip.scrollLeft += shown.left - whole.left - (whole.width - shown.width) / 2;
    }
  }
}

showCurrentTabs();

// What was sent from far down a page and came too late is told at its top.
function showMeanwhile() {
  document.querySelector("[data-meanwhile]")?.focus();
}

showMeanwhile();

// Those who run the platform must say anew who they are before much of what they do; their forms wait for them.
async function showTyped() {
  if (location.pathname.startsWith("/admin")) {
    (await import("./typed.js")).show();
  }
}

showTyped();

// A page whose session was ended, here or from another device, shows nothing more. Whoever only looks is asked every
// half minute, and when they come back to the page; asking keeps nobody signed in.
async function lookAfterSession() {
  const over = document.querySelector("dialog[data-session]");
  if (!over || over.open || document.hidden) {
    return;
  }

  const answer = await fetch(over.dataset.session, { cache: "no-store" }).catch(() => undefined);
  if (answer?.ok && await answer.text() === "ended") {
    const link = over.querySelector("a");
    link.search = `?returnPath=${encodeURIComponent(location.pathname + location.search)}`;
    over.addEventListener("cancel", event => event.preventDefault());
    document.body.classList.add("signed-out");
    forgetPerson();
    over.showModal();
  }
}

setInterval(lookAfterSession, 30000);
document.addEventListener("visibilitychange", lookAfterSession);

// What is shown without a connection is in the language of this page.
async function keepOfflinePages() {
  await navigator.serviceWorker?.register(`/sw.js?lang=${document.documentElement.lang}`).catch(() => undefined);
}

// The wallet keeps what it shows for when there is no connection, and forgets it once its person is signed out; so does
// the counter with the sale that is being made.
async function lookAfterCards() {
  const tiles = document.querySelectorAll("a[data-kept]");
  const offline = document.querySelector("[data-offline]");
  if (document.querySelector("[data-wallet]")) {
    (await import("./offline.js")).keep(tiles);
    await keepOfflinePages();
  } else if (document.querySelector("[data-counter]")) {
    await keepOfflinePages();
  } else if (offline) {
    (await import("./offline.js")).show(offline);
  } else if (document.querySelector("[data-offline-counter]")) {
    (await import("./offline.js")).showSale(document.querySelector("[data-offline-counter]"));
  } else if (!document.querySelector("a[data-bell]")
    && (localStorage.getItem("wallet-cards") || localStorage.getItem("counter-holder"))) {
    const script = await import("./offline.js");
    script.forget();
    script.forgetCounter();
  }
}

// Cards of the wallet, what was typed for a purchase or bought in this tab, and a sale that was only typed at the counter
// leave the browser with whoever signs out.
function forgetPerson() {
  localStorage.removeItem("wallet-cards");
  sessionStorage.removeItem("typed-form");
  import("./offline.js").then(script => script.forgetCounter());
  for (const name of Object.keys(sessionStorage).filter(each => /^gift-(draft|order):/.test(each))) {
    sessionStorage.removeItem(name);
  }
}

document.addEventListener("submit", event => {
  if (event.target.action?.endsWith("/account/sign-out")) {
    forgetPerson();
  }
});
// Times that are the reader's own are told by their own clock.
function tellTimes() {
  const language = document.documentElement.lang === "ar" ? "ar-AE" : document.documentElement.lang || "en";
  const clock = new Intl.DateTimeFormat(`${language}-u-nu-latn`, { dateStyle: "medium", timeStyle: "short" });
  for (const time of document.querySelectorAll("time[data-reader]")) {
    time.firstElementChild.textContent = clock.format(new Date(time.dateTime));
  }
}

tellTimes();

window.addEventListener("load", () => window.Blazor?.addEventListener("enhancedload", () => {
  answered();
  tellTimes();
  lookAfterCards();
  showCurrentTabs();
  help();
  showMeanwhile();
  showTyped();
}));
lookAfterCards();

// What is new is counted again while a page stands open, so that the bell tells it by itself.
async function countNews() {
  const bell = document.querySelector("a[data-bell]");
  if (!bell || document.hidden) {
    return;
  }

  const answer = await fetch(bell.dataset.bell, { cache: "no-store", redirect: "manual" }).catch(() => undefined);
  if (answer?.ok) {
    const unread = await answer.text();
    const count = bell.querySelector(".bell-count");
    count.textContent = unread;
    count.hidden = unread === "";
    bell.setAttribute("aria-label", unread === "" ? bell.dataset.none : bell.dataset.label.replace("#", unread));
  }
}

setInterval(countNews, 15000);
document.addEventListener("visibilitychange", countNews);

// A gift says that it was unwrapped once somebody sees it; programs that follow links in mails do not run this.
async function unwrap() {
  const form = document.querySelector("form[data-opened]");
  if (form && !document.hidden) {
    document.removeEventListener("visibilitychange", unwrap);
    await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => undefined);
  }
}

document.addEventListener("visibilitychange", unwrap);
unwrap();

document.addEventListener("click", async event => {
  if (event.target.closest?.("[data-chime]")) {
    (await import("./gift.js")).chime();
  }
});

document.addEventListener("click", async event => {
  const button = event.target.closest?.("[data-passkey-start]");
  if (button) {
    const passkeys = await import("./passkey.js");
    button.disabled = true;
    await passkeys.start(button.form);
    button.disabled = false;
  }
});

document.addEventListener("change", async event => {
  if (event.target.matches?.("input[type=file][data-shrink]")) {
    (await import("./shrink.js")).shrink(event.target);
  }
});

// Forms that show at once what they mean, cut a picture or tick a list, say so; their scripts are fetched when such a form is there.
// What such a script answers with is done again whenever the page may have changed under the form.
const helped = new WeakMap();
async function help() {
  for (const form of document.querySelectorAll("form[data-crop], form[data-pick], form[data-explained-by], form[data-preview]")) {
    if (helped.has(form)) {
      helped.get(form)?.();
    } else {
      helped.set(form, undefined);
      const { crop, pick } = form.dataset;
      const script = await import(crop !== undefined ? "./crop.js" : pick !== undefined ? "./pick.js" : "./settings.js");
      helped.set(form, script.attach(form));
    }
  }
}

help();
document.addEventListener("focusin", help);
document.addEventListener("pointerdown", help);

// Which businesses were looked at lately: kept in this browser alone, shown where a page has room for it.
const recentKey = "recent-places";

function recentPlaces() {
  try {
    const kept = JSON.parse(localStorage.getItem(recentKey) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

customElements.define("seen-place", class extends HTMLElement {
  connectedCallback() {
    const { slug, name, city, color } = this.dataset;
    const others = recentPlaces().filter(place => place.slug !== slug);
    try {
      localStorage.setItem(recentKey, JSON.stringify([{ slug, name, city, color }, ...others].slice(0, 8)));
    } catch {
      // A browser that keeps nothing shows nothing.
    }
  }
});

customElements.define("recent-places", class extends HTMLElement {
  connectedCallback() {
    const list = this.querySelector("[data-list]");
    list.replaceChildren(...recentPlaces().map(place => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      const name = document.createElement("bdi");
      const city = document.createElement("span");
      link.href = `/m/${encodeURIComponent(place.slug)}`;
      link.style.setProperty("--place-color", /^#[0-9a-f]{6}$/i.test(place.color) ? place.color : "currentcolor");
      name.textContent = place.name;
      city.textContent = place.city;
      link.append(name, city);
      item.append(link);
      return item;
    }));
    this.hidden = list.children.length === 0;
    this.querySelector("[data-forget]").addEventListener("click", () => {
      localStorage.removeItem(recentKey);
      this.hidden = true;
    });
  }
});

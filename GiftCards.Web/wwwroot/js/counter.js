// Keeps the sale at the counter in the browser while it is being made: its key and what was typed, never a code. When the
// connection breaks, the page says what is known; when it is back, the server is asked what became of the sale.

const lines = ["offline", "kept", "unsent", "slow"];
const modal = () => document.getElementById("components-reconnect-modal");
const patience = 8000;

let root;
let prefix;
let owner;
let observers = [];
let waiting;

export function attach(element, name, reference) {
  detach();
  root = element;
  prefix = `counter-sale:${name}:`;
  localStorage.setItem("counter-holder", prefix);
  owner = reference;
  root.addEventListener("input", keepDraft);
  root.addEventListener("submit", press, true);
  addEventListener("online", cameBack);
  addEventListener("offline", tell);
  observe(root, settle, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-settled", "data-answers", "data-sale"] });
  observe(modal(), connectionChanged, { attributes: true, attributeFilter: ["class"] });
  settle();
}

export function detach() {
  clearTimeout(waiting);
  for (const observer of observers) {
    observer.disconnect();
  }

  observers = [];
  root?.removeEventListener("input", keepDraft);
  root?.removeEventListener("submit", press, true);
  removeEventListener("online", cameBack);
  removeEventListener("offline", tell);
}

export function kept() {
  const all = stored();
  const sale = all.find(one => one.isPressed) ?? all.at(-1);
  return sale ? { ...sale, age: (Date.now() - sale.at) / 1000 } : null;
}

export function forget(key) {
  localStorage.removeItem(prefix + key);
  tell();
}

function observe(target, callback, options) {
  if (target) {
    const observer = new MutationObserver(callback);
    observer.observe(target, options);
    observers.push(observer);
  }
}

function stored() {
  return Object.keys(localStorage)
    .filter(key => key.startsWith(prefix))
    .map(key => JSON.parse(localStorage.getItem(key)))
    .sort((one, other) => one.at - other.at);
}

function keep(sale) {
  for (const draft of stored().filter(one => !one.isPressed && one.key !== sale.key)) {
    localStorage.removeItem(prefix + draft.key);
  }

  localStorage.setItem(prefix + sale.key, JSON.stringify({ ...sale, at: Date.now() }));
}

function earlier(key) {
  return JSON.parse(localStorage.getItem(prefix + key) ?? "null");
}

// The amount follows the bill by itself until somebody types it; only then is it worth keeping.
function read(form, typed) {
  const value = name => form.elements[name]?.value ?? "";
  const sale = JSON.parse(form.dataset.sale);
  const isTyped = typed ?? earlier(sale.key)?.isTyped ?? false;
  return {
    ...sale,
    isTyped, bill: value("bill"), amount: isTyped ? value("amount") : "", service: value("service"), note: value("note"),
    answers: Number(form.dataset.answers), isPressed: false, isSent: false,
  };
}

function form() {
  return root.querySelector("form[data-sale]");
}

function keepDraft(event) {
  const current = form();
  const sale = current && read(current, event.target.name === "amount" ? event.target.value !== "" : undefined);
  if (sale && !earlier(sale.key)?.isPressed) {
    keep(sale);
  }
}

// Written down before anything leaves the browser. Without a connection nothing leaves it.
function press(event) {
  if (!event.target.matches("form[data-sale]")) {
    return;
  }

  const isSent = isConnected();
  const sale = read(event.target);
  keep({ ...sale, isPressed: true, isSent: isSent || earlier(sale.key)?.isSent === true });
  if (!isSent) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  clearTimeout(waiting);
  waiting = setTimeout(tell, patience, true);
  tell();
}

// A receipt ends a sale; a refusal leaves it to be changed and pressed again.
function settle() {
  const done = root.querySelector("[data-settled]")?.dataset.settled;
  if (done && localStorage.getItem(prefix + done)) {
    clearTimeout(waiting);
    forget(done);
  }

  const current = form();
  if (!current) {
    return;
  }

  const sale = read(current);
  const before = earlier(sale.key);
  if (before?.isPressed && sale.answers > before.answers) {
    clearTimeout(waiting);
    keep(sale);
    tell();
  } else if (!before) {
    keep(sale);
  }
}

function isConnected() {
  const state = modal()?.className ?? "";
  return navigator.onLine && !/components-reconnect-(show|failed|rejected|retrying|paused)/.test(state);
}

function tell(isSlow) {
  const pressed = stored().find(one => one.isPressed);
  const known = isConnected()
    ? (isSlow === true && pressed ? "slow" : undefined)
    : (pressed ? (pressed.isSent ? "kept" : "unsent") : "offline");
  for (const line of lines) {
    const place = root.querySelector(`[data-line=${line}]`);
    if (place) {
      place.hidden = line !== known;
    }
  }
}

// A circuit that is gone for good cannot come back; what was typed is kept, so the page may be loaded anew.
function connectionChanged() {
  if (/components-reconnect-rejected/.test(modal().className)) {
    location.reload();
  } else if (isConnected()) {
    cameBack();
  } else {
    tell();
  }
}

async function cameBack() {
  if (/components-reconnect-failed/.test(modal()?.className ?? "")) {
    location.reload();
    return;
  }

  tell();
  if (isConnected() && stored().some(one => one.isPressed)) {
    await owner.invokeMethodAsync("CameBackAsync").catch(() => tell(true));
  }
}

// The cards as the wallet showed them last: name, balance, validity and the last four. Never a code or a QR.

const place = "wallet-cards";

// A moment as it is told here, with the zone of this device.
const moment = new Intl.DateTimeFormat(document.documentElement.lang || undefined, {
  year: "numeric", month: "short", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short",
});

export function keep(tiles) {
  const cards = [...tiles].map(tile => ({
    name: tile.dataset.name,
    balance: tile.dataset.balance,
    valid: tile.dataset.valid,
    last4: tile.dataset.last4,
    color: tile.dataset.color,
  }));
  localStorage.setItem(place, JSON.stringify({ at: new Date().toISOString(), cards }));
}

export function forget() {
  localStorage.removeItem(place);
}

export function show(root) {
  const { at, cards } = JSON.parse(localStorage.getItem(place) ?? "{}");
  root.querySelector("[data-none]").hidden = Boolean(cards?.length);
  if (!cards?.length) {
    return;
  }

  const stamp = root.querySelector("[data-as-of]");
  stamp.hidden = false;
  stamp.querySelector("time").textContent = moment.format(new Date(at));
  const list = root.querySelector("[data-cards]");
  list.replaceChildren(...cards.map(card => {
    const item = document.createElement("li");
    item.className = "panel offline-card";
    item.style.setProperty("--brand", /^#[0-9A-Fa-f]{6}$/.test(card.color) ? card.color : "");
    for (const [name, words] of [["strong", card.name], ["b", card.balance], ["span", card.valid], ["span", `•••• ${card.last4}`]]) {
      const line = document.createElement(name);
      line.textContent = words;
      line.dir = "auto";
      item.append(line);
    }

    return item;
  }));
}

// Whose counter was open here last; gone once they are signed out, and with it what they had only typed.
const holder = "counter-holder";

export function showSale(root) {
  const prefix = localStorage.getItem(holder);
  const sales = (prefix ? Object.keys(localStorage).filter(key => key.startsWith(prefix)) : [])
    .map(key => JSON.parse(localStorage.getItem(key)))
    .filter(sale => sale.isPressed || sale.bill || sale.amount)
    .sort((one, other) => Number(other.isPressed) - Number(one.isPressed) || other.at - one.at);
  const [sale] = sales;
  root.querySelector("[data-none]").hidden = Boolean(sale);
  root.querySelector("[data-kept-sale]").hidden = !sale;
  if (sale) {
    const state = sale.isPressed ? (sale.isSent ? "sent" : "unsent") : "draft";
    root.querySelector(`[data-state=${state}]`).hidden = false;
    const money = typed => typed && `${sale.currency ?? ""}\u00A0${typed}`.trim();
    const facts = { bill: money(sale.bill), amount: money(sale.amount), note: sale.note, at: moment.format(new Date(sale.at)) };
    for (const [name, words] of Object.entries(facts)) {
      const place = root.querySelector(`[data-fact=${name}]`);
      place.textContent = words ?? "";
      place.hidden = place.previousElementSibling.hidden = !words;
    }
  }

  const back = () => location.assign("/merchant/counter");
  addEventListener("online", back);
  setInterval(async () => {
    const answer = await fetch("/health/live", { cache: "no-store" }).catch(() => undefined);
    if (answer?.ok) {
      back();
    }
  }, 5000);
}

// A sale whose button was pressed stays: only the books know what became of it, and only its own person is told.
export function forgetCounter() {
  const prefix = localStorage.getItem(holder);
  localStorage.removeItem(holder);
  for (const key of prefix ? Object.keys(localStorage).filter(name => name.startsWith(prefix)) : []) {
    if (!JSON.parse(localStorage.getItem(key)).isPressed) {
      localStorage.removeItem(key);
    }
  }
}

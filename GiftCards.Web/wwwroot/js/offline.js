// The cards as the wallet showed them last: name, balance, validity and the last four. Never a code or a QR.

const place = "wallet-cards";

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
  stamp.querySelector("time").textContent = new Date(at).toLocaleString(document.documentElement.lang || undefined);
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

// Helps while a business is set up: suggests the short name, knows the place's zone and currency, shows the colours.
// Without this file the same is said after each step is sent.

const waiting = new Map();

function later(name, act, milliseconds = 350) {
  clearTimeout(waiting.get(name));
  waiting.set(name, setTimeout(act, milliseconds));
}

async function ask(path, values) {
  const answer = await fetch(`/merchant/start/${path}?${new URLSearchParams(values)}`, { headers: { Accept: "application/json" } })
    .catch(() => undefined);
  return answer?.ok ? answer.json() : undefined;
}

const typed = element => element && element.dataset.typed === "true";

async function checkName(form, suggest) {
  const [name, slug, status] = [form.querySelector("[data-name]"), form.querySelector("[data-slug]"), form.querySelector("[data-slug-status]")];
  if (slug.readOnly) {
    return;
  }

  const values = suggest ? { name: name.value } : { slug: slug.value };
  if (!Object.values(values)[0].trim()) {
    status.textContent = "";
    return;
  }

  const answer = await ask("short-name", values);
  if (!answer || (suggest && typed(slug))) {
    return;
  }

  if (suggest) {
    slug.value = answer.suggestion ?? answer.slug;
    if (!answer.isFree && answer.suggestion) {
      return checkName(form, false);
    }
  }

  status.dataset.tone = answer.isFree ? "good" : "bad";
  status.textContent = answer.isFree || !answer.suggestion ? answer.text : `${answer.text} → ${answer.suggestion}`;
}

async function findPlace(form, isCountry) {
  const [country, city, zone, currency] = ["country", "city", "zone", "currency"].map(part => form.querySelector(`[data-${part}]`));
  const answer = country.value && await ask("place", { country: country.value, city: city.value });
  if (!answer) {
    return;
  }

  if (isCountry) {
    const chosen = zone.value;
    zone.replaceChildren(zone.options[0], ...answer.zones.map(one => new Option(one.label, one.value)));
    zone.value = chosen;
    delete zone.dataset.typed;
  }

  if (!typed(zone) || !zone.value) {
    zone.value = answer.zone;
  }

  if (!typed(currency) && !currency.selectedOptions[0]?.disabled && !currency.querySelector("option:disabled")) {
    currency.value = answer.currency;
  }
}

function showMap(form) {
  const at = form.querySelector("[data-coordinates]").value.split(",").map(part => part.trim());
  const words = ["address", "city", "country"].map(part => form.querySelector(`[data-${part}]`).value).filter(part => part);
  form.querySelector("[data-map]").href = at.length === 2 && at.every(part => part && !isNaN(part))
    ? `https://www.openstreetmap.org/?mlat=${at[0]}&mlon=${at[1]}#map=17/${at[0]}/${at[1]}`
    : `https://www.openstreetmap.org/search?query=${encodeURIComponent(words.join(", "))}`;
}

async function showColours(form) {
  const color = form.querySelector("[data-color]").value;
  const look = form.querySelector("[data-look]:checked")?.value.toLowerCase() ?? "";
  const answer = await ask("palette", { color });
  if (answer) {
    form.querySelector("[data-card] .gift-card").style.cssText = answer.style;
    form.querySelector("[data-color-note]").textContent = answer.note;
  }

  form.querySelector("[data-mail]").src = `/merchant/start/mail?${new URLSearchParams({ color, look })}`;
}

function showLogo(form, input) {
  const image = form.querySelector("[data-logo]");
  const file = input.files[0];
  if (file && file.type.startsWith("image/")) {
    image.src = URL.createObjectURL(file);
    image.hidden = false;
  }
}

document.addEventListener("input", event => {
  const form = event.target.closest?.("form[data-start]");
  if (!form) {
    return;
  }

  const data = event.target.dataset;
  if ("name" in data && !typed(form.querySelector("[data-slug]")) && !form.querySelector("[data-slug]").defaultValue) {
    later("name", () => checkName(form, true));
  } else if ("slug" in data) {
    data.typed = event.target.value ? "true" : "";
    later("name", () => checkName(form, false));
  } else if ("country" in data || "city" in data) {
    later("place", () => findPlace(form, "country" in data), 150);
  } else if ("zone" in data || "currency" in data) {
    data.typed = "true";
  } else if ("color" in data || "look" in data) {
    later("colours", () => showColours(form), 150);
  } else if (event.target.type === "file") {
    showLogo(form, event.target);
  }

  if (form.dataset.start === "details") {
    showMap(form);
  }
});

// What was typed before this file arrived counts too.
for (const form of document.querySelectorAll("form[data-start=details]")) {
  if (!form.querySelector("[data-slug]").value) {
    later("name", () => checkName(form, true));
  }

  if (form.querySelector("[data-country]").value && !form.querySelector("[data-zone]").value) {
    later("place", () => findPlace(form, true), 150);
  }
}

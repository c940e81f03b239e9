// The buy wizard's memory for this tab. The order's token stays in sessionStorage: never in an address, and gone
// with the tab.

// A content policy is that of the page that was loaded. Who came here from another page without loading this one has
// that page's, which knows nothing of paying.
export function isOwnDocument() {
  const loaded = performance.getEntriesByType("navigation")[0]?.name;
  return !loaded || new URL(loaded).pathname === location.pathname;
}

export function reload() {
  location.reload();
}

// What a bank's page hands back with the browser is asked for again on the server, and is nobody's to read on.
export function tidyAddress() {
  const address = new URL(location.href);
  const before = address.search;
  for (const name of ["payment_intent", "payment_intent_client_secret", "redirect_status", "source_type"]) {
    address.searchParams.delete(name);
  }

  if (address.search !== before) {
    history.replaceState(history.state, "", address);
  }

  return address.search !== before;
}

const nameOf = slug => `gift-order:${slug}`;
const completedHere = new Set();

export function remember(slug, token, isComplete) {
  sessionStorage.setItem(nameOf(slug), JSON.stringify({ token, isComplete }));
  if (isComplete) {
    completedHere.add(slug);
  }
}

export function forget(slug) {
  sessionStorage.removeItem(nameOf(slug));
  completedHere.delete(slug);
}

// An unpaid order is always found again. A finished one only when the page itself was loaded again: who comes back
// by a link wants to buy another card.
export function recall(slug) {
  const kept = JSON.parse(sessionStorage.getItem(nameOf(slug)) ?? "null");
  if (!kept) {
    return null;
  }

  const cause = performance.getEntriesByType("navigation")[0]?.type;
  if (kept.isComplete && (completedHere.has(slug) || cause === "navigate")) {
    forget(slug);
    return null;
  }

  return kept.token;
}

// What is typed and not ordered yet. A browser that keeps nothing, or is full, keeps nothing of this either; what is too
// long for one message to the server is not read back.
const draftOf = slug => `gift-draft:${slug}`;
const longest = 24000;

export function keepDraft(slug, draft) {
  try {
    sessionStorage.setItem(draftOf(slug), draft);
  } catch {
    forgetDraft(slug);
  }
}

export function recallDraft(slug) {
  const draft = sessionStorage.getItem(draftOf(slug));
  return draft && new Blob([JSON.stringify(draft)]).size <= longest ? draft : null;
}

export function forgetDraft(slug) {
  sessionStorage.removeItem(draftOf(slug));
}

export function focusOn(id) {
  const element = document.getElementById(id);
  const target = element?.matches("input, select, textarea, button, [tabindex]") ? element : ["[aria-invalid=true]", "input:checked", "input, select"].map(each => element?.querySelector(each)).find(Boolean);
  target?.focus({ preventScroll: true });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  target?.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
}

// Runs before the circuit hears of the input, so that what the server sees is already grouped.
export function groupDigits() {
  group("buy-card-number", digits => digits.slice(0, 19).replace(/(.{4})(?=.)/g, "$1 "));
  group("buy-card-expiry", digits => digits.length > 2 ? `${digits.slice(0, 2)}/${digits.slice(2, 4)}` : digits);
}

function group(id, format) {
  const input = document.getElementById(id);
  if (!input || input.dataset.grouped) {
    return;
  }

  input.dataset.grouped = "true";
  input.addEventListener("input", () => {
    const before = input.value.slice(0, input.selectionStart).replace(/\D/g, "").length;
    const atEnd = input.selectionStart === input.value.length;
    input.value = format(input.value.replace(/\D/g, ""));
    if (!atEnd) {
      let position = 0;
      for (let seen = 0; position < input.value.length && seen < before; position++) {
        seen += /\d/.test(input.value[position]) ? 1 : 0;
      }

      input.setSelectionRange(position, position);
    }
  });
}

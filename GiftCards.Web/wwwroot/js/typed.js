// What was typed into a form that first asks who is there is put back once they return from saying so. It stays in this
// tab, and only until the form's page answers otherwise.

const key = "typed-form";
const isText = field => !["hidden", "password", "file", "submit", "button"].includes(field.type);

document.addEventListener("submit", ({ target: form, submitter }) => {
  const name = form.elements._handler?.value;
  if (name && location.pathname.startsWith("/admin")) {
    const typed = [...form.elements].filter(field => field.name && field !== submitter && isText(field))
      .map(field => ({ name: field.name, value: field.value, checked: field.checked }));
    sessionStorage.setItem(key, JSON.stringify({ path: location.pathname, form: name, typed }));
  }
});

export function show() {
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
  if (!kept) {
    return;
  }

  const isAsked = kept.path === location.pathname && document.querySelector("main [role=alert] a[href^='/account/again']");
  if (isAsked) {
    sessionStorage.setItem(key, JSON.stringify({ ...kept, isAsked: true }));
  } else {
    sessionStorage.removeItem(key);
  }

  if (kept.path === location.pathname && (isAsked || kept.isAsked)) {
    fill(kept);
  }
}

function fill({ form: name, typed }) {
  const form = [...document.forms].find(one => one.elements._handler?.value === name);
  for (const { name: field, value, checked } of form ? typed : []) {
    const isChoice = one => ["checkbox", "radio"].includes(one.type);
    const place = [...form.elements].find(one => one.name === field && isText(one) && (!isChoice(one) || one.value === value));
    if (place && isChoice(place)) {
      place.checked = checked;
    } else if (place) {
      place.value = value;
    }
  }

  form?.closest("details")?.setAttribute("open", "");
}

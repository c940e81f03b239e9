// Shows at once what settings mean: the sentences that buyers will read, and mails as they will leave.

const pause = 300;

export function attach(form) {
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => form.dataset.preview ? preview(form) : explain(form), pause);
  });
}

function preview(form) {
  const frame = document.querySelector("[data-preview-frame]");
  const words = new URLSearchParams();
  for (const name of ["Subject", "Heading", "Intro"]) {
    words.set(name.toLowerCase(), form.elements[`Input.${name}`].value);
  }

  frame.src = `${form.dataset.preview}&${words}`;
}

async function explain(form) {
  const view = document.querySelector("[data-explain]");
  const answer = await fetch(view.dataset.explain, { method: "POST", body: new FormData(form) }).catch(() => undefined);
  if (answer?.ok) {
    const { lines, fault } = await answer.json();
    for (const field of form.querySelectorAll("input.input")) {
      field.ariaInvalid = field.name === fault ? "true" : null;
    }

    view.querySelector("[data-explained]").replaceChildren(...lines.map(line => {
      const item = document.createElement("li");
      item.textContent = line;
      return item;
    }));
  }
}

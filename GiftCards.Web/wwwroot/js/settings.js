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
    for (const field of form.querySelectorAll("input.input, textarea")) {
      field.ariaInvalid = field.name === fault ? "true" : null;
    }

    const list = view.querySelector("[data-explained]");
    const before = [...list.children].map(item => item.textContent);
    list.replaceChildren(...lines.map(line => {
      const item = document.createElement("li");
      item.textContent = line;
      return item;
    }));
    tell(view, lines.filter(line => !before.includes(line)));
  }
}

// On a phone the list is far above what is being changed, so what changed is told where it is seen.
let gone;

function tell(view, news) {
  const place = document.querySelector("[data-news]");
  const isSeen = view.getBoundingClientRect().bottom > 120;
  clearTimeout(gone);
  place.hidden = isSeen || news.length === 0;
  place.textContent = news.join(" · ");
  gone = setTimeout(() => { place.hidden = true; }, 6000);
}

// Ticks all cards of a page at once and says how many are ticked. The boxes stand in a table and belong to the form.

export function attach(form) {
  const boxes = [...form.elements].filter(field => field.name === "Batch.Cards");
  const every = document.querySelector("[data-pick-all]");
  const count = form.querySelector("[data-pick-count]");
  const tell = () => {
    const ticked = boxes.filter(box => box.checked).length;
    count.textContent = `(${ticked.toLocaleString(document.documentElement.lang)})`;
    every.checked = ticked > 0 && ticked === boxes.length;
    every.indeterminate = ticked > 0 && ticked < boxes.length;
  };

  every.hidden = false;
  every.addEventListener("change", () => {
    boxes.forEach(box => { box.checked = every.checked; });
    form.querySelector("[data-picked]").checked = true;
    tell();
  });
  boxes.forEach(box => box.addEventListener("change", () => {
    form.querySelector("[data-picked]").checked = true;
    tell();
  }));
  tell();
}

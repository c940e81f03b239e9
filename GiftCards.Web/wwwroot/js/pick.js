// Ticks all cards of a page at once and says how many are ticked. The boxes stand in a table and belong to the form;
// a search puts other ones there, so they are looked for each time.

export function attach(form) {
  const boxes = () => [...form.elements].filter(field => field.name === "Batch.Cards");
  const every = () => document.querySelector("[data-pick-all]");
  const tell = () => {
    const all = boxes();
    const ticked = all.filter(box => box.checked).length;
    form.querySelector("[data-pick-count]").textContent = `(${ticked.toLocaleString(document.documentElement.lang)})`;
    every().hidden = false;
    every().checked = ticked > 0 && ticked === all.length;
    every().indeterminate = ticked > 0 && ticked < all.length;
  };

  document.addEventListener("change", event => {
    const isEvery = event.target === every();
    if (form.isConnected && (isEvery || boxes().includes(event.target))) {
      if (isEvery) {
        boxes().forEach(box => { box.checked = event.target.checked; });
      }

      form.querySelector("[data-picked]").checked = true;
      tell();
    }
  });
  tell();
  return tell;
}

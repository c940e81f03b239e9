// Dialogs of the browser itself: they keep the focus inside and give it back, and Escape closes them.

export function show(dialog) {
  dialog.addEventListener("click", event => {
    if (event.target.closest("[data-close]")) {
      dialog.close();
    }
  });
  dialog.showModal();
}

export function close(dialog) {
  dialog.close();
}

// Dialogs of the browser itself: they keep the focus inside and give it back, and Escape closes them.

export function show(dialog) {
  const before = document.activeElement;
  giveBack(dialog, before);
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

// One that is taken off the page when its work is done gives the focus back as one that is closed does: to what opened it,
// or to the page's content where that is gone as well.
function giveBack(dialog, before) {
  const watch = new MutationObserver(() => {
    if (dialog.isConnected) {
      return;
    }

    watch.disconnect();
    if (document.activeElement === document.body || !document.activeElement) {
      (before?.isConnected && !before.disabled ? before : document.getElementById("content"))?.focus();
    }
  });
  watch.observe(document.body, { childList: true, subtree: true });
}

// The QR on the whole screen, kept awake and bright for as long as it is shown.

export async function show(dialog) {
  dialog.showModal();
  if (!navigator.wakeLock) {
    return;
  }

  // Whoever looks at another app meanwhile loses the lock, and has it again when they are back.
  const whileShown = new AbortController();
  let lock;
  const hold = async () => {
    if (!document.hidden && (!lock || lock.released)) {
      lock = await navigator.wakeLock.request("screen").catch(() => undefined);
    }

    if (!dialog.open) {
      lock?.release();
    }
  };
  document.addEventListener("visibilitychange", hold, { signal: whileShown.signal });
  dialog.addEventListener("close", () => {
    whileShown.abort();
    lock?.release();
  }, { once: true });
  await hold();
}

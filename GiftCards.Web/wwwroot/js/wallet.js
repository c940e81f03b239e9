// The QR on the whole screen, kept awake and bright for as long as it is shown.

export async function show(dialog) {
  dialog.showModal();
  if (!navigator.wakeLock) {
    return;
  }

  const lock = await navigator.wakeLock.request("screen").catch(() => undefined);
  dialog.addEventListener("close", () => lock?.release(), { once: true });
}

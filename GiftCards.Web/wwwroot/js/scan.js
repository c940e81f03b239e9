// Reads a QR code from the camera, or from a photo where the camera may not be used. Pictures stay in the browser.

const pause = 150;
const longest = 1280;
let stream;
let timer;

export async function start(video, photo, owner) {
  stop();
  const decode = await decoder();
  if (!decode) {
    await owner.invokeMethodAsync("FailedAsync", "NoDecoder");
    return;
  }

  photo.addEventListener("change", async () => {
    const picture = photo.files[0] && await createImageBitmap(photo.files[0]).catch(() => undefined);
    const text = picture && await decode(picture, picture.width, picture.height);
    photo.value = "";
    await owner.invokeMethodAsync(text ? "FoundAsync" : "FailedAsync", text || "Nothing");
  });

  stream = await navigator.mediaDevices?.getUserMedia({ video: { facingMode: "environment" } }).catch(() => undefined);
  if (!stream) {
    await owner.invokeMethodAsync("FailedAsync", "NoCamera");
    return;
  }

  if (!video.isConnected) {
    stop();
    return;
  }

  video.srcObject = stream;
  await video.play().catch(() => undefined);
  const look = async () => {
    const text = video.videoWidth > 0 && await decode(video, video.videoWidth, video.videoHeight);
    if (text) {
      stop();
      navigator.vibrate?.(60);
      await owner.invokeMethodAsync("FoundAsync", text);
    } else if (stream) {
      timer = setTimeout(look, pause);
    }
  };
  timer = setTimeout(look, pause);
}

export function stop() {
  clearTimeout(timer);
  stream?.getTracks().forEach(track => track.stop());
  stream = undefined;
}

// The browser's own detector where there is one that knows QR codes, else the decoder that is shipped with the page.
async function decoder() {
  const formats = await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => []);
  if (formats?.includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async source => (await detector.detect(source).catch(() => []))[0]?.rawValue;
  }

  await import("../lib/jsQR.js").catch(() => undefined);
  return globalThis.jsQR && ((source, width, height) => {
    const scale = Math.min(1, longest / Math.max(width, height));
    const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(source, 0, 0, canvas.width, canvas.height);
    const image = context.getImageData(0, 0, canvas.width, canvas.height);
    return globalThis.jsQR(image.data, image.width, image.height)?.data;
  });
}

// Makes a picture no larger than it is ever shown before it is handed in. Without this file it is sent as it is, and the
// server's limits hold.

const quality = 0.85;
const lightEnough = 100_000;

/** A picture or a canvas, drawn anew at another scale. */
export function blobOf(picture, scale, type) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise(done => canvas.toBlob(done, type, quality));
}

/** Puts a file into a field, in the place of what was chosen. */
export function put(field, blob, name) {
  const files = new DataTransfer();
  files.items.add(new File([blob], name, { type: blob.type }));
  field.files = files.files;
}

export async function shrink(field) {
  const file = field.files[0];
  const most = Number(field.dataset.shrink);
  const picture = file && await createImageBitmap(file).catch(() => undefined);
  if (!picture || (Math.max(picture.width, picture.height) <= most && file.size <= lightEnough)) {
    return;
  }

  // What may be seen through stays so.
  const type = file.type === "image/jpeg" ? "image/jpeg" : "image/png";
  const blob = await blobOf(picture, Math.min(1, most / Math.max(picture.width, picture.height)), type);
  if (blob && blob.size < file.size && field.files[0] === file) {
    put(field, blob, type === "image/jpeg" ? "picture.jpg" : "picture.png");
  }
}

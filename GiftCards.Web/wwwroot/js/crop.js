// Cuts a picture to the shape of a card before it is handed in: moved with finger, mouse or arrow keys, enlarged with the
// slider. What is sent is the cut picture, and a small one of it for lists; without this file the whole one is sent, and
// shown by its middle.

import { blobOf, put } from "./shrink.js";

const smallWidth = 480;

export function attach(form) {
  const field = form.querySelector("input[type=file]");
  const area = form.querySelector("[data-crop-area]");
  const canvas = form.querySelector("[data-crop-canvas]");
  const zoom = form.querySelector("[data-crop-zoom]");
  if (!canvas) {
    return; // This form cuts nothing now.
  }

  const context = canvas.getContext("2d");
  const state = { picture: undefined, x: 0, y: 0 };

  const scale = () => Math.max(canvas.width / state.picture.width, canvas.height / state.picture.height) * Number(zoom.value);
  const draw = () => {
    if (!state.picture) {
      return;
    }

    const [width, height] = [state.picture.width * scale(), state.picture.height * scale()];
    state.x = Math.min(0, Math.max(canvas.width - width, state.x));
    state.y = Math.min(0, Math.max(canvas.height - height, state.y));
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(state.picture, state.x, state.y, width, height);
  };

  field.addEventListener("change", async () => {
    state.picture = field.files[0] && await createImageBitmap(field.files[0]).catch(() => undefined);
    area.hidden = !state.picture;
    zoom.value = 1;
    delete form.dataset.cut;
    form.querySelector("[data-small]")?.remove();
    if (state.picture) {
      state.x = (canvas.width - state.picture.width * scale()) / 2;
      state.y = (canvas.height - state.picture.height * scale()) / 2;
      draw();
    }
  });

  zoom.addEventListener("input", draw);
  canvas.addEventListener("pointerdown", event => canvas.setPointerCapture(event.pointerId));
  canvas.addEventListener("pointermove", event => {
    if (event.buttons & 1) {
      const ratio = canvas.width / canvas.clientWidth;
      state.x += event.movementX * ratio;
      state.y += event.movementY * ratio;
      draw();
    }
  });
  canvas.addEventListener("keydown", event => {
    const step = { ArrowLeft: [-20, 0], ArrowRight: [20, 0], ArrowUp: [0, -20], ArrowDown: [0, 20] }[event.key];
    if (step) {
      event.preventDefault();
      state.x += step[0];
      state.y += step[1];
      draw();
    }
  });

  form.addEventListener("submit", async event => {
    if (!state.picture || form.dataset.cut === "done") {
      return;
    }

    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.cut) {
      return; // It is being cut, and sent afterwards.
    }

    form.dataset.cut = "begun";
    const small = document.createElement("input");
    small.type = "file";
    small.name = `${field.name}Small`;
    small.hidden = true;
    small.dataset.small = "";
    put(small, await blobOf(canvas, smallWidth / canvas.width, "image/jpeg"), "small.jpg");
    put(field, await blobOf(canvas, 1, "image/jpeg"), "design.jpg");
    form.append(small);
    form.dataset.cut = "done";
    form.requestSubmit(event.submitter);
  }, true);
}

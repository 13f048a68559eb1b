// A drawing made with a finger or a mouse, and kept as a picture. Without this script a picture can be chosen instead.
import { post } from "./posting.js";

const COLOURS = {
  black: "#0b0c0c",
  blue: "#1d70b8",
  red: "#ca3535",
  green: "#0f7a52",
  orange: "#f47738",
  brown: "#7a4a1e",
};
const MESSAGES = {
  offline: "Not saved yet: there is no internet at the moment. Your drawing is still here. Try again soon.",
  unavailable: "Not saved yet: our computer does not answer at the moment. Your drawing is still here. Try again soon.",
};
const ANYTHING_ELSE = "Your drawing could not be saved. It is still here. Tell somebody you trust.";

const pad = document.querySelector("[data-pad]");
const status = document.querySelector("[data-own-status]");
const canvas = pad.querySelector("[data-canvas]");
const pen = canvas.getContext("2d");
const strokes = [];
let colour = "black";
let stroke = null;

function offerPens() {
  for (const name of Object.keys(COLOURS)) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `own-pen own-pen--${name}`;
    button.setAttribute("aria-label", name);
    button.setAttribute("aria-pressed", String(name === colour));
    button.addEventListener("click", () => {
      colour = name;
      for (const each of pad.querySelectorAll(".own-pen")) each.setAttribute("aria-pressed", String(each === button));
    });
    pad.querySelector("[data-pens]").append(button);
  }
}

function draw() {
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.lineWidth = 8;
  pen.lineCap = pen.lineJoin = "round";
  for (const each of strokes) {
    pen.strokeStyle = COLOURS[each.colour];
    pen.beginPath();
    each.points.forEach(([x, y], place) => {
      if (place) pen.lineTo(x, y);
      else pen.moveTo(x, y);
    });
    if (each.points.length === 1) pen.lineTo(each.points[0][0] + 0.1, each.points[0][1]); // a dot
    pen.stroke();
  }
}

function point(event) {
  const box = canvas.getBoundingClientRect();
  return [
    ((event.clientX - box.left) * canvas.width) / box.width,
    ((event.clientY - box.top) * canvas.height) / box.height,
  ];
}

async function keep(picture) {
  const sent = new FormData(document.querySelector("[data-drawing-form]"));
  sent.set("file", picture, "drawing.png");
  status.textContent = "Saving";
  const { verdict, told } = await post(location.pathname, sent);
  if (verdict === "taken") location.reload();
  else status.textContent = told.closed ?? told.problem ?? MESSAGES[verdict] ?? ANYTHING_ELSE;
}

canvas.addEventListener("pointerdown", (event) => {
  canvas.setPointerCapture(event.pointerId);
  stroke = { colour, points: [point(event)] };
  strokes.push(stroke);
  draw();
});
canvas.addEventListener("pointermove", (event) => {
  if (!stroke) return;
  stroke.points.push(point(event));
  draw();
});
for (const end of ["pointerup", "pointercancel"]) {
  canvas.addEventListener(end, () => {
    stroke = null;
  });
}

pad.querySelector("[data-pad-undo]").addEventListener("click", () => {
  strokes.pop();
  draw();
});
pad.querySelector("[data-pad-clear]").addEventListener("click", () => {
  strokes.length = 0;
  draw();
});
pad.querySelector("[data-pad-keep]").addEventListener("click", () => {
  if (strokes.length) canvas.toBlob(keep, "image/png");
  else status.textContent = "There is nothing on the page yet. Draw something first.";
});

offerPens();
draw();
pad.hidden = false;

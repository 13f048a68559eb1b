// A page that somebody opened by a link: what is typed saves by itself, the question is read out where the browser can,
// and a drawing is made with a finger. Without this script every page works by its buttons.
const PAUSE = 1200;
const RETRY = 5000;

const form = document.querySelector("form[data-own-form]");
const status = document.querySelector("[data-own-status]");

// --- saving by itself ----------------------------------------------------------------------------------------------

if (form) {
  let saved = words();
  let timer = null;
  let sending = null;
  let failed = false;

  function words() {
    const fields = new FormData(form);
    return JSON.stringify([fields.get("text"), fields.get("shared_with")]);
  }

  async function save() {
    clearTimeout(timer);
    if (sending) return sending;
    const now = words();
    if (now === saved) return true;
    sending = send(now);
    const went = await sending;
    sending = null;
    if (!went) timer = setTimeout(save, RETRY);
    else if (words() !== saved) return save();
    return went;
  }

  async function send(now) {
    failed = true; // until the answer is there
    try {
      const answer = await fetch(location.pathname, {
        method: "POST",
        body: new FormData(form),
        headers: { accept: "application/json" },
        keepalive: true, // it arrives even when the page is left meanwhile
        signal: AbortSignal.timeout(15_000),
      });
      const told = await answer.json();
      if (!answer.ok) {
        status.textContent = told.closed ?? "This could not be saved. Keep this page open and tell somebody you trust.";
        return false;
      }
      saved = now;
      failed = false;
      status.textContent = "Saved";
      return true;
    } catch {
      status.textContent = "Not saved yet: there is no internet at the moment. Keep this page open. We try again.";
      return false;
    }
  }

  form.addEventListener("input", () => {
    status.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  // The button saves first: without a network the page stays, and with it every word.
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await save()) form.submit();
  });
  window.addEventListener("online", save);
  document.addEventListener("visibilitychange", () => {
    // A phone may close the page without another word, so this does not wait for a save that is under way.
    if (document.visibilityState === "hidden" && words() !== saved) send(words());
  });
  window.addEventListener("beforeunload", (event) => {
    if (words() !== saved && (failed || !navigator.onLine)) event.preventDefault();
  });
}

// --- read aloud ------------------------------------------------------------------------------------------------------

const reader = document.querySelector("[data-read-aloud]");
if (reader && "speechSynthesis" in window) {
  reader.hidden = false;
  reader.addEventListener("click", () => {
    const heard = document.querySelector("[data-read]").textContent;
    const faces = [...document.querySelectorAll(".own-face__label span")].map((each) => each.textContent);
    const spoken = new SpeechSynthesisUtterance([heard, ...faces].join(". "));
    spoken.lang = "en-GB";
    spoken.rate = 0.9;
    speechSynthesis.cancel();
    speechSynthesis.speak(spoken);
  });
}

// --- drawing ---------------------------------------------------------------------------------------------------------

const pad = document.querySelector("[data-pad]");
if (pad) {
  const canvas = pad.querySelector("[data-canvas]");
  const pen = canvas.getContext("2d");
  const colours = { black: "#0b0c0c", blue: "#1d70b8", red: "#ca3535", green: "#0f7a52", orange: "#f47738", brown: "#7a4a1e" };
  const strokes = [];
  let colour = "black";
  let stroke = null;
  pad.hidden = false;

  for (const name of Object.keys(colours)) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `own-pen own-pen--${name}`;
    button.setAttribute("aria-label", name);
    button.setAttribute("aria-pressed", String(name === colour));
    button.addEventListener("click", () => {
      colour = name;
      for (const each of pad.querySelectorAll(".own-pen")) {
        each.setAttribute("aria-pressed", String(each === button));
      }
    });
    pad.querySelector("[data-pens]").append(button);
  }

  function draw() {
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.lineWidth = 8;
    pen.lineCap = pen.lineJoin = "round";
    for (const each of strokes) {
      pen.strokeStyle = colours[each.colour];
      pen.beginPath();
      each.points.forEach(([x, y], place) => (place ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      if (each.points.length === 1) pen.lineTo(each.points[0][0] + 0.1, each.points[0][1]);
      pen.stroke();
    }
  }

  function point(event) {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
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
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (stroke = null));

  pad.querySelector("[data-pad-undo]").addEventListener("click", () => {
    strokes.pop();
    draw();
  });
  pad.querySelector("[data-pad-clear]").addEventListener("click", () => {
    strokes.length = 0;
    draw();
  });
  pad.querySelector("[data-pad-keep]").addEventListener("click", () => {
    if (!strokes.length) {
      status.textContent = "There is nothing on the page yet. Draw something first.";
      return;
    }
    canvas.toBlob(async (picture) => {
      const sent = new FormData(document.querySelector("[data-drawing-form]"));
      sent.set("file", picture, "drawing.png");
      status.textContent = "Saving";
      try {
        const answer = await fetch(location.pathname, { method: "POST", body: sent, headers: { accept: "application/json" } });
        const told = await answer.json();
        if (answer.ok) location.reload();
        else status.textContent = told.closed ?? told.problem;
      } catch {
        status.textContent = "Not saved yet: there is no internet at the moment. Your drawing is still here. Try again soon.";
      }
    }, "image/png");
  });
  draw();
}

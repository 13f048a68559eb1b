// The session's end, so that nobody loses what they typed:
// - whoever types is not idle: the session is renewed while text is being written;
// - before the end a warning offers to stay signed in;
// - after the end nothing is sent and nothing is cleared. Signing in again in another tab makes this page work again,
//   for the same person only.
// - some hours after signing in it ends for everybody: then the warning says so, and there is no staying.
// The address answers {signed_in, person, seconds_left, is_last, csrf_token}; GET reads it, POST renews the session.

const page = document.body.dataset;
const IDLE_SECONDS = Number(page.sessionIdleSeconds);
const WARNING_SECONDS = Number(page.sessionWarningSeconds);
const RENEW_AFTER_SECONDS = Math.min(300, IDLE_SECONDS / 4);
const LOOK_AGAIN_SECONDS = Math.min(15, IDLE_SECONDS / 6);

const box = document.getElementById("session-ending");
const warning = box.querySelector("[data-session-warning]");
const ended = box.querySelector("[data-session-ended]");
const timeLeft = box.querySelector("[data-session-time-left]");

let endsAt = Date.now() + IDLE_SECONDS * 1000;
let renewedAt = Date.now();
let typedAt = 0;
let state = "signed-in";
let cameFrom = null;
let timer = null;
let asking = false;
let isAnswered = true;

const secondsLeft = () => Math.round((endsAt - Date.now()) / 1000);

function inWords(seconds) {
  if (seconds < 60) return "less than a minute";
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}

async function ask(method) {
  const headers = { Accept: "application/json" };
  if (method === "POST")
    headers["X-CSRFToken"] = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  const answer = await fetch(page.sessionUrl, { method, headers, credentials: "same-origin", redirect: "error" });
  if (!answer.ok) throw new Error(`The session could not be read: ${answer.status}`);
  return answer.json();
}

function take(session) {
  if (!session.signed_in) return end();
  if (String(session.person) !== page.sessionPerson) return end("somebody-else");
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = session.csrf_token;
  endsAt = Date.now() + session.seconds_left * 1000;
  box.querySelector("[data-session-idle]").hidden = session.is_last;
  box.querySelector("[data-session-last]").hidden = !session.is_last;
  box.querySelector("[data-session-stay]").hidden = session.is_last;
  document.dispatchEvent(new CustomEvent("portal:session"));
  return secondsLeft() > WARNING_SECONDS ? hide() : warn();
}

// A network that is down is not the session's end: wait and look again.
async function look(method) {
  if (asking) return;
  asking = true;
  try {
    const session = await ask(method);
    isAnswered = true;
    if (method === "POST") renewedAt = Date.now();
    take(session);
  } catch {
    isAnswered = false;
    if (secondsLeft() <= 0) end();
  } finally {
    asking = false;
    plan();
  }
}

function show(part) {
  if (box.hidden) cameFrom = document.activeElement;
  warning.hidden = part !== warning;
  ended.hidden = part !== ended;
  box.hidden = false;
}

function warn() {
  timeLeft.textContent = inWords(secondsLeft());
  if (state === "warned") return;
  state = "warned";
  show(warning);
  (warning.querySelector("button:not([hidden])") ?? warning).focus();
}

function end(reason = "") {
  ended.querySelector("[data-somebody-else]").hidden = reason !== "somebody-else";
  if (state === "ended") return;
  state = "ended";
  document.body.dataset.covered = "true"; // whoever comes to this screen now reads nothing
  show(ended);
  ended.focus();
}

function hide() {
  if (state !== "signed-in") {
    state = "signed-in";
    delete document.body.dataset.covered;
    box.hidden = true;
    cameFrom?.focus();
  }
}

function plan() {
  clearTimeout(timer);
  if (state === "ended") {
    timer = document.visibilityState === "visible" ? setTimeout(() => look("GET"), LOOK_AGAIN_SECONDS * 1000) : null;
  } else if (state === "warned") {
    timeLeft.textContent = inWords(secondsLeft());
    const next = secondsLeft() > 0 ? Math.min(LOOK_AGAIN_SECONDS, secondsLeft()) : 1;
    timer = setTimeout(() => look("GET"), next * 1000);
  } else if (isAnswered) {
    timer = setTimeout(() => look("GET"), Math.max(1, secondsLeft() - WARNING_SECONDS) * 1000);
  } else {
    // The warning is due and nobody answers: asked as often as later, not every second.
    const due = Math.max(1, secondsLeft() - WARNING_SECONDS);
    timer = setTimeout(() => look("GET"), Math.max(due, Math.min(LOOK_AGAIN_SECONDS, secondsLeft())) * 1000);
  }
}

document.addEventListener("input", () => {
  typedAt = Date.now();
  if (state === "signed-in" && typedAt - renewedAt > RENEW_AFTER_SECONDS * 1000) {
    renewedAt = typedAt;
    look("POST");
  }
});
// A laptop that slept, or a tab that was signed in again elsewhere.
function cameBack() {
  if (document.visibilityState === "visible" && (state === "ended" || secondsLeft() <= WARNING_SECONDS)) look("GET");
}
document.addEventListener("visibilitychange", cameBack);
window.addEventListener("focus", cameBack);
// Another script of the page was refused: look who is signed in.
document.addEventListener("portal:look", () => look("GET"));
box.querySelector("[data-session-stay]").addEventListener("click", (event) => {
  event.preventDefault();
  look("POST");
});
// A form sent after the end would lose its text to the sign-in page: keep it, and say so.
document.addEventListener("submit", (event) => {
  if (state === "ended" && !event.target.hasAttribute("data-works-signed-out")) {
    event.preventDefault();
    ended.focus();
    look("GET");
  }
});

plan();

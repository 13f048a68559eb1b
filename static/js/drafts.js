// The section that is being written: it saves by itself, and nothing typed is lost with the network, the session or a
// reload of this tab. What the server has not acknowledged is kept in this tab only, encrypted under a key that the
// server gives to nobody but the person who typed it; signing out clears it.
//
// An answer is sent with the revision it was drawn with (n__…), the name of this page and a rising number, so that a
// reply that was lost costs nothing and a save that is late does no harm (peps/drafts.py).
import { keyFrom, locked, unlocked } from "./kept_text.js";

const form = document.querySelector("form[data-draft]");
const { sessionPerson: person, sessionUrl } = document.body.dataset;
const status = document.querySelector("[data-draft-status]");
const heard = document.querySelector("[data-draft-heard]");
const conflicts = form.querySelector("[data-conflicts]");
const others = document.querySelector("[data-others]");
const advice = document.querySelector("[data-advice]");
const inTable = [...form.querySelectorAll("#table [name]")];
const rows = inTable.filter((field) => field.type !== "hidden");
const rowNames = new Set(inTable.map((field) => field.name));
const savesRows = "savesRows" in form.dataset;

const PAUSE = 1500;
const KEEP_AFTER = 200;
const TELL_EVERY = 20_000;
const PATIENCE = 20_000;
const RETRY = [3000, 6000, 12_000, 30_000];
const OFFLINE = "Not saved: you are offline, keep this page open";
const ROWS = {
  wrong: "Not saved yet: something in the rows has to be put right first. Press a button below to see what",
  overtaken: "Not saved yet: somebody else changed these rows. Press a button below to see theirs",
};
const PLACE = `draft ${person} ${location.pathname}`;
const PAGE_PLACE = `page ${person} ${location.pathname}`;

const names = [...form.elements].filter((field) => field.name.startsWith("n__")).map((field) => field.name.slice(3));
const field = (name) => form.elements.namedItem(name);
const revision = (name) => field(`n__${name}`);
const acknowledged = Object.fromEntries(names.map((name) => [name, field(name).value]));
let rowsSaved = rowsNow();
let page = { name: "", seq: 0 };
let key = null;
let sending = null;
let failures = 0;
let timer = null;
let keeping = null;
let passing = false;
let signingOut = false;

const unsaved = () => names.filter((name) => field(name).value !== acknowledged[name]);
const rowsChanged = () => rowsNow() !== rowsSaved;
const anythingToSend = () => unsaved().length > 0 || (savesRows && rowsChanged());

function rowsNow() {
  return JSON.stringify(rows.map((row) => (row.type === "radio" || row.type === "checkbox" ? row.checked : row.value)));
}

function write(name, text) {
  const control = field(name);
  if (control instanceof RadioNodeList && text === "") for (const each of control) each.checked = false;
  control.value = text;
  const touched = control instanceof RadioNodeList ? control[0] : control;
  touched.dispatchEvent(new Event("change", { bubbles: true }));
}

function say(text, kind) {
  const isNew = status.dataset.kind !== kind;
  const more = kind === "saved" && rowsChanged() && !savesRows ? ". The rows are saved when you press a button below" : "";
  status.hidden = false;
  status.dataset.kind = kind;
  status.textContent = text + more;
  if (isNew && kind !== "saving") heard.textContent = text; // read out when it changes, not at every save
}

// --- kept in this tab ------------------------------------------------------------------------------------------------

function keep() {
  clearTimeout(keeping);
  keeping = setTimeout(async () => {
    const left = unsaved();
    if (!left.length && !rowsChanged()) return sessionStorage.removeItem(PLACE);
    if (!key) return;
    const answers = left.map((name) => [name, field(name).value, revision(name).value]);
    const text = JSON.stringify({ answers, rows: rowsNow(), stamp: field("table__drawn")?.value });
    const sealed = await locked(key, text);
    if (!signingOut) sessionStorage.setItem(PLACE, sealed);
  }, KEEP_AFTER);
}

async function bringBack() {
  const kept = await unlocked(key, sessionStorage.getItem(PLACE));
  if (!kept) return;
  for (const [name, text, n] of kept.answers) {
    if (!names.includes(name) || field(name).value === text) continue;
    write(name, text);
    revision(name).value = n;
  }
  if (kept.stamp && kept.stamp === field("table__drawn")?.value) bringRowsBack(JSON.parse(kept.rows));
  if (anythingToSend() || rowsChanged()) {
    say("What was not saved is back on this page", "back");
    save();
  }
}

function bringRowsBack(values) {
  if (values.length !== rows.length) return;
  rows.forEach((row, place) => {
    if (typeof values[place] === "boolean") row.checked = values[place];
    else row.value = values[place];
  });
}

// One name for this tab's page, also after a reload; a tab that was copied gets another.
async function claimPage() {
  const kept = JSON.parse(sessionStorage.getItem(PAGE_PLACE) ?? "null");
  page = kept && (await isFree(kept.name)) ? kept : { name: crypto.randomUUID(), seq: 0 };
  if (page !== kept) await isFree(page.name);
  sessionStorage.setItem(PAGE_PLACE, JSON.stringify(page));
}

function isFree(name) {
  return new Promise((tell) => {
    navigator.locks.request(`page ${name}`, { ifAvailable: true }, (lock) => {
      tell(Boolean(lock));
      return lock ? new Promise(() => {}) : null;
    });
  });
}

function nextNumber() {
  page.seq += 1;
  sessionStorage.setItem(PAGE_PLACE, JSON.stringify(page));
  return page.seq;
}

// --- saving ----------------------------------------------------------------------------------------------------------

function soon(wait = PAUSE) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

async function send(url, values) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", field("csrfmiddlewaretoken").value);
  body.set("person", person);
  for (const [name, value] of values) body.set(name, value);
  return fetch(url, {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
    credentials: "same-origin",
    redirect: "manual",
    keepalive: document.visibilityState === "hidden",
    signal: AbortSignal.timeout(PATIENCE),
  });
}

// True once everything typed so far is with the server.
async function save() {
  clearTimeout(timer);
  if (sending) return sending.then(() => (anythingToSend() ? save() : true));
  if (!anythingToSend()) return true;
  say("Saving", "saving");
  sending = sendAnswers(unsaved());
  const went = await sending;
  sending = null;
  keep();
  if (went && unsaved().length) soon();
  return went;
}

async function sendAnswers(left) {
  const sent = Object.fromEntries(left.map((name) => [name, field(name).value]));
  const values = [["page", page.name], ["seq", nextNumber()]];
  for (const name of left) values.push([name, sent[name]], [`n__${name}`, revision(name).value]);
  const rowsSent = rowsNow();
  if (savesRows && rowsChanged()) values.push(...[...new FormData(form)].filter(([name]) => rowNames.has(name)));
  try {
    const answer = await send(form.dataset.saveUrl, values);
    if (!answer.ok) return await refused(answer);
    const told = await answer.json();
    if (told.rows === "saved") {
      rowsSaved = rowsSent;
      field("table__drawn").value = told.stamp;
    }
    taken(sent, told);
    return true;
  } catch {
    say(OFFLINE, "not-saved");
    again();
    return false;
  }
}

function taken(sent, told) {
  failures = 0;
  if (advice) lookForAdvice();
  const met = told.met ?? [];
  for (const [name, text] of Object.entries(sent)) {
    acknowledged[name] = text;
    if (!met.includes(name)) revision(name).value = told.n[name];
  }
  if (!met.length && (told.rows ?? "saved") === "saved") return say(`Saved ${told.saved_at}`, "saved");
  if (!met.length) return say(ROWS[told.rows], "rows");
  if (!conflicts.contains(document.activeElement)) conflicts.innerHTML = told.conflicts;
  say("Saved beside somebody else's text: both are kept. Choose at the top of this page", "conflict");
}

// What the server has to say of the words as they are saved now. Without an answer, what stood there stays.
async function lookForAdvice() {
  try {
    const answer = await fetch(advice.dataset.adviceUrl, { credentials: "same-origin", redirect: "manual" });
    if (!answer.ok) return;
    const said = await answer.text();
    if (said.trim() !== advice.innerHTML.trim()) advice.innerHTML = said;
  } catch {
    // Offline: saving says so.
  }
}

async function refused(answer) {
  const told = await answer.json().catch(() => ({}));
  const signedOut = answer.type === "opaqueredirect" || answer.status === 401;
  if (signedOut || told.stale || told.somebody_else) {
    if (!told.stale) say("Not saved: you are signed out. Keep this page open, and sign in again in a new tab", "not-saved");
    document.dispatchEvent(new CustomEvent("portal:look"));
  } else if (answer.status === 403 || answer.status === 404) {
    say(`Not saved: ${told.refused ?? "this section is not open to you any more."} Copy what you need`, "not-saved");
  } else {
    say("Not saved: the portal does not answer, keep this page open", "not-saved");
    again();
  }
  return false;
}

function again() {
  soon(RETRY[Math.min(failures, RETRY.length - 1)]);
  failures += 1;
}

// --- the others ------------------------------------------------------------------------------------------------------

async function tellPresence() {
  if (document.visibilityState !== "visible") return;
  try {
    const answer = await send(form.dataset.hereUrl, names.map((name) => [`n__${name}`, revision(name).value]));
    if (!answer.ok) return;
    const told = await answer.json();
    const there = told.others.length ? `Also here: ${told.others.join(", ")}.` : "";
    if (others.textContent !== there) others.textContent = there;
    for (const [name, { text, n }] of Object.entries(told.newer)) takeOver(name, text, n);
  } catch {
    // Offline: saving says so.
  }
}

// Somebody else's newer answer, where nothing is being written here.
function takeOver(name, text, n) {
  const isMine = field(name).value !== acknowledged[name] || field(name) === document.activeElement;
  if (sending || isMine) return;
  acknowledged[name] = text;
  write(name, text);
  revision(name).value = n;
}

// --- the page --------------------------------------------------------------------------------------------------------

form.addEventListener("input", () => {
  signingOut = false;
  keep();
  if (anythingToSend()) soon();
  else if (rowsChanged()) say("Not saved yet: the rows are saved when you press a button below", "rows");
});
form.addEventListener("focusout", () => anythingToSend() && save());
form.addEventListener("change", () => anythingToSend() && save());

form.addEventListener("submit", async (event) => {
  field("page").value = page.name;
  field("seq").value = nextNumber();
  if (passing || (!unsaved().length && !sending)) {
    passing = true;
    return;
  }
  event.preventDefault();
  const button = event.submitter;
  if (!(await save()) || unsaved().length || status.dataset.kind === "conflict") return;
  passing = true;
  form.requestSubmit(button);
});

// static/js/portal.js empties the tab's storage: a save that ends meanwhile must not fill it again.
document.addEventListener("submit", (event) => {
  if (event.target.hasAttribute("data-works-signed-out")) signingOut = true;
});
window.addEventListener("beforeunload", (event) => {
  if (!passing && (unsaved().length || rowsChanged())) event.preventDefault();
});
window.addEventListener("online", () => save());
document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? save() : tellPresence()));
// Signed in again, here or in another tab: static/js/idle.js tells, with a fresh token in the form.
document.addEventListener("portal:session", () => {
  passing = false;
  save();
});

async function begin() {
  await claimPage();
  try {
    const session = await (await fetch(sessionUrl, { headers: { Accept: "application/json" } })).json();
    if (session.person === person) key = await keyFrom(session.draft_key);
  } catch {
    say(OFFLINE, "not-saved");
  }
  if (key) await bringBack();
  document.documentElement.dataset.drafts = "ready";
  keep();
  tellPresence();
  setInterval(tellPresence, TELL_EVERY);
}

begin();

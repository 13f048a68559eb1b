// The section that is being written: it saves by itself, and nothing typed is lost with the network, the session or a
// reload of this tab. What is sent is decided in draft_queue.js, when in autosave.js; draft_store.js keeps the rest.
import { autosave } from "./autosave.js";
import { DraftForm } from "./draft_form.js";
import { DraftQueue } from "./draft_queue.js";
import { DraftStore } from "./draft_store.js";
import { post } from "./posting.js";

const element = document.querySelector("form[data-draft]");
const { sessionPerson: person, sessionUrl } = document.body.dataset;
const status = document.querySelector("[data-draft-status]");
const heard = document.querySelector("[data-draft-heard]");
const conflicts = element.querySelector("[data-conflicts]");
const others = document.querySelector("[data-others]");
const advice = document.querySelector("[data-advice]");
const savesRows = "savesRows" in element.dataset;

const TELL_EVERY = 20_000;
const PATIENCE = 20_000;
const MESSAGES = {
  wrong: "Not saved yet: something in the rows has to be put right first. Press a button below to see what",
  overtaken:
    "Not saved yet: these rows were changed by somebody else, or by you in another tab. Press a button below to see them",
  conflict: "Saved beside another text: both are kept. Choose at the top of this page",
  offline: "Not saved: you are offline, keep this page open",
  unavailable: "Not saved: the portal does not answer, keep this page open",
  refused: "Not saved: the portal cannot take this text. It may be too long: make it shorter, and keep a copy",
  signedOut: "Not saved: you are signed out. Keep this page open, and sign in again in a new tab",
};
MESSAGES["signed-out"] = MESSAGES["somebody-else"] = MESSAGES.signedOut;

const form = new DraftForm(element);
const queue = new DraftQueue(form.drawn(), { rows: form.typed().rows, savesRows });
const store = new DraftStore(person, location.pathname);
const saving = autosave({ unsent: () => queue.unsent(form.typed()), send, pause: 1500 });
let passing = false;

function say(text, kind) {
  const isNew = status.dataset.kind !== kind;
  const rowsWait = kind === "saved" && !savesRows && queue.rowsChanged(form.typed());
  status.hidden = false;
  status.dataset.kind = kind;
  status.textContent = text + (rowsWait ? ". The rows are saved when you press a button below" : "");
  if (isNew && kind !== "saving") heard.textContent = text; // read out when it changes, not at every save
}

function keep() {
  store.keep(() => {
    const text = queue.toKeep(form.typed());
    return text && { ...text, stamp: form.rowsStamp };
  });
}

async function bringBack() {
  const kept = await store.kept();
  if (!kept) return;
  for (const [name, text] of queue.bringBack(kept, form.typed())) form.write(name, text);
  form.writeRevisions((name) => queue.revision(name));
  if (kept.stamp && kept.stamp === form.rowsStamp) form.writeRows(kept.rows);
  if (!queue.isAllSaved(form.typed())) {
    say("What was not saved is back on this page", "back");
    saving.save();
  }
}

// --- saving ----------------------------------------------------------------------------------------------------------

async function send() {
  say("Saving", "saving");
  const sending = queue.nextSending(form.typed());
  store.rememberPage(queue.page);
  const values = [
    ["page", sending.page],
    ["seq", sending.seq],
  ];
  for (const { name, text, n } of sending.answers) values.push([name, text], [`n__${name}`, n]);
  if (sending.rows !== null) values.push(...form.rowsAsPosted());
  const { verdict, told } = await tell(element.dataset.saveUrl, values);
  if (verdict === "taken") taken(sending, told);
  else notTaken(verdict, told);
  keep();
  return verdict;
}

function tell(url, values) {
  const leaving = document.visibilityState === "hidden";
  return post(url, form.body(person, values), { leaving, patience: PATIENCE, redirect: "manual" });
}

function taken(sending, told) {
  const outcome = queue.acknowledge(sending, told);
  form.writeRevisions((name) => queue.revision(name));
  if (told.rows === "saved") form.rowsStamp = told.stamp;
  if (advice) lookForAdvice();
  if (outcome === "saved") return say(`Saved ${told.saved_at}`, "saved");
  if (outcome !== "conflict") return say(MESSAGES[outcome], "rows");
  if (!conflicts.contains(document.activeElement)) conflicts.innerHTML = told.conflicts;
  say(MESSAGES.conflict, "conflict");
}

function notTaken(verdict, told) {
  if (verdict === "closed") {
    const reason = told.refused ?? "this section is not open to you any more.";
    return say(`Not saved: ${reason} Copy what you need`, "not-saved");
  }
  if (verdict === "refused" && told.refused) say(`Not saved: ${told.refused}`, "not-saved");
  else if (verdict !== "stale") say(MESSAGES[verdict], "not-saved");
  // static/js/idle.js looks who is signed in, and tells when this page may go on.
  if (["signed-out", "somebody-else", "stale"].includes(verdict))
    document.dispatchEvent(new CustomEvent("portal:look"));
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

// --- the others ------------------------------------------------------------------------------------------------------

async function tellPresence() {
  if (document.visibilityState !== "visible") return;
  const { verdict, told } = await tell(element.dataset.hereUrl, form.revisionsAsPosted());
  if (verdict !== "taken") return; // saving says so
  const there = told.others.length ? `Also here: ${told.others.join(", ")}.` : "";
  if (others.textContent !== there) others.textContent = there;
  for (const [name, newer] of Object.entries(told.newer)) takeOver(name, newer);
}

// Somebody else's newer answer, where nothing is being written here.
function takeOver(name, newer) {
  if (saving.isSending() || form.isBeingTyped(name) || !queue.takeOver(name, newer, form.typed())) return;
  form.write(name, newer.text);
  form.writeRevisions((each) => queue.revision(each));
}

// --- the page --------------------------------------------------------------------------------------------------------

const anythingToSend = () => queue.unsent(form.typed()) !== null;

element.addEventListener("input", () => {
  store.goOn();
  keep();
  if (anythingToSend()) saving.soon();
  else if (!savesRows && queue.rowsChanged(form.typed())) {
    say("Not saved yet: the rows are saved when you press a button below", "rows");
  }
});
element.addEventListener("focusout", saving.save);
element.addEventListener("change", saving.save);

element.addEventListener("submit", async (event) => {
  form.field("page").value = queue.page.name;
  form.field("seq").value = queue.nextNumber();
  store.rememberPage(queue.page);
  const isWaiting = () => queue.unsaved(form.typed()).length > 0;
  if (passing || (!isWaiting() && !saving.isSending())) {
    passing = true;
    return;
  }
  event.preventDefault();
  const button = event.submitter;
  if (!(await saving.insist()) || isWaiting() || status.dataset.kind === "conflict") return;
  passing = true;
  element.requestSubmit(button);
});

document.addEventListener("submit", (event) => {
  if (event.target.hasAttribute("data-works-signed-out")) store.stop();
});
window.addEventListener("beforeunload", (event) => {
  if (!passing && !queue.isAllSaved(form.typed())) event.preventDefault();
});
document.addEventListener("visibilitychange", tellPresence);
// Signed in again, here or in another tab: static/js/idle.js tells, with a fresh token in the form.
document.addEventListener("portal:session", () => {
  passing = false;
  saving.resume();
});

async function begin() {
  queue.page = await store.claimPage();
  try {
    const answer = await fetch(sessionUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) say(MESSAGES.unavailable, "not-saved");
    const session = answer.ok ? await answer.json() : {};
    if (session.person === person) await store.open(session.draft_key);
  } catch {
    say(MESSAGES.offline, "not-saved");
  }
  await bringBack();
  document.documentElement.dataset.drafts = "ready";
  keep();
  tellPresence();
  setInterval(tellPresence, TELL_EVERY);
}

begin();

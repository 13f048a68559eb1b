// A question on a page that somebody opened by a link: what is typed saves by itself. Without this script the page works
// by its button.
import { autosave } from "./autosave.js";
import { post } from "./posting.js";

const TRY_AGAIN = 5000;
const PATIENCE = 15_000;
const MESSAGES = {
  taken: "Saved",
  offline: "Not saved yet: there is no internet at the moment. Keep this page open. We try again.",
  unavailable: "Not saved yet: our computer does not answer at the moment. Keep this page open. We try again.",
  refused:
    "This could not be saved. It may be too long. Keep this page open, and make it shorter or tell somebody you trust.",
};
const ANYTHING_ELSE = "This could not be saved. Keep this page open and tell somebody you trust.";

const form = document.querySelector("form[data-own-form]");
const status = document.querySelector("[data-own-status]");
let saved = words();

function words() {
  const fields = new FormData(form);
  return JSON.stringify([fields.get("text"), fields.get("shared_with")]);
}

const unsent = () => (words() === saved ? null : words());
// A phone may close the page without another word, so a hidden page waits for nothing.
const saving = autosave({ unsent, send, pause: 1200, offlineWaits: [TRY_AGAIN], hurries: true });

async function send() {
  const sent = words();
  const { verdict, told } = await post(location.pathname, new FormData(form), { leaving: true, patience: PATIENCE });
  if (verdict === "taken") saved = sent;
  status.textContent = told.closed ?? told.problem ?? MESSAGES[verdict] ?? ANYTHING_ELSE;
  return verdict;
}

form.addEventListener("input", () => {
  if (!saving.isBehind()) status.textContent = "";
  saving.soon();
});
// The button saves first: without a network the page stays, and with it every word.
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (await saving.insist()) form.submit();
});
window.addEventListener("beforeunload", (event) => {
  if (unsent() !== null && (saving.isBehind() || !navigator.onLine)) event.preventDefault();
});

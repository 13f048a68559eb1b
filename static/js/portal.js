// What every page needs: the behaviour of the GOV.UK components, and of a MoJ pattern where the page has one.
import { initAll } from "../vendor/govuk-frontend/govuk-frontend.min.js";

initAll();

if (document.querySelector('[data-module^="moj-"]')) {
  const moj = await import("../vendor/moj-frontend/moj-frontend.min.js");
  moj.initAll();
}

// A question below a choice. The Design System's own way puts aria-expanded on the radio, which is not allowed there;
// here the question stands right after its choice, and appears with it.
function reveal(group) {
  for (const choice of group.querySelectorAll("[data-reveals]")) {
    const below = document.getElementById(choice.dataset.reveals);
    below.classList.toggle("portal-not-revealed", !choice.checked);
  }
}
for (const group of document.querySelectorAll(".govuk-radios, .govuk-checkboxes")) {
  group.addEventListener("change", () => reveal(group));
  reveal(group);
}

// An error inside a folded part: unfold it, or its link would lead nowhere. First, before the summary moves the focus.
function unfold(element) {
  for (let fold = element?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}
for (const group of document.querySelectorAll(".govuk-form-group--error")) unfold(group);
document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link) unfold(document.getElementById(decodeURIComponent(link.hash.slice(1))));
  },
  true,
);
if (window.location.hash) unfold(document.getElementById(decodeURIComponent(window.location.hash.slice(1))));

// Without a network the browser would leave the page, and take with it what was typed there. A section waits by itself.
const OFFLINE =
  "You are offline. Nothing was sent, and what you typed is still here. Send it once you are online again.";
document.addEventListener("submit", (event) => {
  const form = event.target;
  form.querySelector("[data-offline]")?.remove();
  const goes = navigator.onLine || form.method !== "post" || form.hasAttribute("data-works-signed-out");
  if (event.defaultPrevented || goes) return;
  event.preventDefault();
  const said = document.createElement("p");
  said.className = "govuk-error-message";
  said.role = "alert";
  said.dataset.offline = "true";
  (form.querySelector(".govuk-button-group") ?? form.lastElementChild).before(said);
  said.textContent = OFFLINE;
});

// Signing out leaves no text in this tab; the answer's header clears the rest of the browser.
for (const form of document.querySelectorAll("form[data-works-signed-out]")) {
  form.addEventListener("submit", () => sessionStorage.clear());
}

// Long work under way: look again by itself, but not while somebody reads it with a selection or types.
for (const progress of document.querySelectorAll("[data-reload-seconds]")) {
  const again = new URL(window.location);
  again.searchParams.set("by-itself", "1"); // nobody pressed anything, so it does not keep them signed in
  setTimeout(() => window.location.replace(again), Number(progress.dataset.reloadSeconds) * 1000);
}

for (const link of document.querySelectorAll("[data-print]")) {
  link.hidden = false;
  link.addEventListener("click", () => window.print());
}

document.documentElement.dataset.ready = "true";

// Sends what was typed, and says in one word what became of it. A server that refused is not a network that is down: the
// first answers the same again, the second comes back by itself.

const MAY_BE_TAKEN_LATER = new Set([408, 425, 429]); // too slow, too early, too many
const CLOSED = new Set([403, 404, 410]);
// Browsers send at most 64 KiB for a page that is being left; what is longer fails as if the network were down.
const MOST_WHEN_LEAVING = 60_000;
const AROUND_EACH_VALUE = 200;

/**
 * taken          the server has it
 * signed-out     nobody is signed in
 * somebody-else  another person signed in, in another tab
 * stale          they signed in again: the page's token is old
 * closed         it is not open to them, or not any more
 * refused        it is not taken as it is, however often it is sent
 * unavailable    the portal was reached and failed; the same may be taken later
 * offline        no answer came
 */
export function verdictOf({ status, type = "basic" }, told) {
  if (type === "opaqueredirect" || status === 401) return "signed-out";
  if (told?.somebody_else) return "somebody-else";
  if (told?.stale) return "stale";
  if (CLOSED.has(status)) return "closed";
  if (status >= 400 && status < 500) return MAY_BE_TAKEN_LATER.has(status) ? "unavailable" : "refused";
  // A page where an answer should be, from a gateway or a hotel's network, acknowledges nothing.
  return status >= 200 && status < 300 && told ? "taken" : "unavailable";
}

// Answers {verdict, told}: what the server told, {} where that was no JSON.
export async function post(url, body, { leaving = false, patience = null, redirect = "follow" } = {}) {
  try {
    const answer = await fetch(url, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      redirect,
      keepalive: leaving && fitsALeavingPage(body),
      signal: patience ? AbortSignal.timeout(patience) : null,
    });
    const told = parsed(await answer.text());
    return { verdict: verdictOf(answer, told), told: told ?? {} };
  } catch {
    return { verdict: "offline", told: {} };
  }
}

function parsed(text) {
  try {
    const told = JSON.parse(text);
    return typeof told === "object" ? told : null;
  } catch {
    return null;
  }
}

function fitsALeavingPage(body) {
  let size = 0;
  for (const [name, value] of body) {
    if (typeof value !== "string") return false;
    size += new TextEncoder().encode(name + value).length + AROUND_EACH_VALUE;
  }
  return size < MOST_WHEN_LEAVING;
}

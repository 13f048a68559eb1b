// When a page saves by itself: after a pause in typing, one request at a time, again after a failure, at once when the
// page is hidden or the network is back. A section and a page opened by a link share it; what is unsaved, how it is
// sent and what the reader is told are theirs.

const OFFLINE_WAITS = [3000, 6000, 12_000, 30_000];
// A server that failed is left alone for longer and longer, whatever is typed meanwhile.
const UNAVAILABLE_WAITS = [3000, 6000, 12_000, 30_000, 60_000, 120_000, 300_000];
const NOT_TO_BE_REPEATED = new Set(["refused", "closed"]);

const nth = (waits, n) => waits[Math.min(n, waits.length - 1)];

/**
 * unsent()       what would be sent now, as a text that differs when it differs; null where there is nothing
 * send()         sends it, tells the reader, and resolves to the verdict (posting.js)
 * offlineWaits   how long to wait before the first, the second … try without a network
 * hurries        when the page is hidden it sends at once, even beside a request that is under way
 */
export function autosave({
  unsent,
  send,
  pause,
  offlineWaits = OFFLINE_WAITS,
  hurries = false,
  page = document,
  network = window,
}) {
  let timer = null;
  let sending = null;
  let failures = 0;
  let resumed = 0;
  let refused = null;
  let isResting = false;
  let isBehind = false;

  function after(wait) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      isResting = false;
      save();
    }, wait);
  }

  function soon() {
    resumed = 0;
    if (!isResting) after(pause);
  }

  // True once everything typed so far is with the server.
  async function save() {
    if (sending) return (await sending) && save();
    const now = unsent();
    if (now === null) return true;
    if (isResting || now === refused) return false;
    clearTimeout(timer);
    sending = deliver(now).finally(() => {
      sending = null;
    });
    return sending;
  }

  async function deliver(now) {
    isBehind = true;
    const verdict = await send();
    if (verdict === "taken") taken();
    else if (NOT_TO_BE_REPEATED.has(verdict)) refuse(now);
    else if (verdict === "offline") after(nth(offlineWaits, failures++));
    else if (verdict === "unavailable") rest();
    return verdict === "taken"; // signed out: nothing but resume() or a new letter sends again
  }

  function taken() {
    failures = resumed = 0;
    refused = null;
    isBehind = false;
    if (unsent() !== null) soon();
  }

  function refuse(now) {
    refused = now;
    if (unsent() !== now) soon();
  }

  function rest() {
    isResting = true;
    after(nth(UNAVAILABLE_WAITS, failures++));
  }

  function wake() {
    isResting = false;
    return save();
  }

  // Somebody pressed a button: asked once more, even for what was refused.
  function insist() {
    refused = null;
    return wake();
  }

  // Signed in again. Where that helped nothing, the next time waits: page and server would ask each other without end.
  function resume() {
    if (unsent() === null || resumed++ === 0) save();
    else after(nth(offlineWaits, resumed - 2));
  }

  network.addEventListener("online", wake);
  page.addEventListener("visibilitychange", () => {
    if (page.visibilityState !== "hidden") return;
    const now = unsent();
    if (hurries && sending && now !== null) deliver(now);
    else wake();
  });

  return {
    soon,
    save,
    insist,
    resume,
    isSending: () => sending !== null,
    isBehind: () => isBehind,
  };
}

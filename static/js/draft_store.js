// What a section keeps in this tab only, so that a reload loses nothing: the texts that the server has not acknowledged,
// encrypted under a key that the server gives to nobody but the person who typed them; and the page's name and number.
// Signing out clears it (static/js/portal.js).
import { keyFrom, locked, unlocked } from "./kept_text.js";

const KEEP_AFTER = 200;

export class DraftStore {
  #place;
  #pagePlace;
  #storage;
  #locks;
  #key = null;
  #timer = null;
  #isStopped = false;

  constructor(person, path, { storage = sessionStorage, locks = navigator.locks } = {}) {
    this.#place = `draft ${person} ${path}`;
    this.#pagePlace = `page ${person} ${path}`;
    this.#storage = storage;
    this.#locks = locks;
  }

  async open(key) {
    this.#key = await keyFrom(key);
  }

  // Signing out empties the storage: what is kept a moment later must not fill it again. Typing goes on with keeping.
  stop() {
    this.#isStopped = true;
  }

  goOn() {
    this.#isStopped = false;
  }

  // Keeps what `read` gives in a moment, or nothing where it gives null.
  keep(read) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      const text = read();
      if (text === null) return this.#storage.removeItem(this.#place);
      if (!this.#key) return;
      const sealed = await locked(this.#key, JSON.stringify(text));
      if (!this.#isStopped) this.#storage.setItem(this.#place, sealed);
    }, KEEP_AFTER);
  }

  // What was kept, or null where there is nothing or it is not this person's.
  async kept() {
    return this.#key ? unlocked(this.#key, this.#storage.getItem(this.#place)) : null;
  }

  // One name for this tab's page, also after a reload; a tab that was copied gets another.
  async claimPage() {
    const kept = JSON.parse(this.#storage.getItem(this.#pagePlace) ?? "null");
    const page = kept && (await this.#isFree(kept.name)) ? kept : { name: crypto.randomUUID(), seq: 0 };
    if (page !== kept) await this.#isFree(page.name);
    this.rememberPage(page);
    return page;
  }

  rememberPage(page) {
    this.#storage.setItem(this.#pagePlace, JSON.stringify(page));
  }

  // Holds the name for as long as this page is open.
  #isFree(name) {
    return new Promise((tell) => {
      this.#locks.request(`page ${name}`, { ifAvailable: true }, (lock) => {
        tell(Boolean(lock));
        return lock ? new Promise(() => {}) : null;
      });
    });
  }
}

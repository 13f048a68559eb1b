// Which answers of a section the server has, and what is sent next. Nothing here knows a page or a network.
//
// An answer is sent with the revision it was drawn with, the name of this page and a rising number, so that a reply that
// was lost costs nothing and a save that is late does no harm (peps/answers/merging.py).
//
// `typed` is what stands on the page now: {answers: {name: text}, rows}, the rows of a table as one text.
export class DraftQueue {
  #answers; // name: {text, n} as the server last acknowledged it
  #rows;
  #rowsNotTaken = null;
  #savesRows;
  page = { name: "", seq: 0 };

  // `drawn` is {name: {text, n}} as the server drew the page.
  constructor(drawn, { rows, savesRows }) {
    this.#answers = new Map(Object.entries(drawn));
    this.#rows = rows;
    this.#savesRows = savesRows;
  }

  get names() {
    return [...this.#answers.keys()];
  }

  revision(name) {
    return this.#answers.get(name).n;
  }

  unsaved(typed) {
    return this.names.filter((name) => typed.answers[name] !== this.#answers.get(name).text);
  }

  rowsChanged(typed) {
    return typed.rows !== this.#rows;
  }

  isAllSaved(typed) {
    return !this.unsaved(typed).length && !this.rowsChanged(typed);
  }

  // Rows that the server could not take are no reason to send; they go along with the next answer.
  unsent(typed) {
    const left = this.unsaved(typed);
    const rowsWait = this.#savesRows && this.rowsChanged(typed) && typed.rows !== this.#rowsNotTaken;
    if (!left.length && !rowsWait) return null;
    return JSON.stringify([left.map((name) => [name, typed.answers[name]]), typed.rows]);
  }

  nextNumber() {
    this.page.seq += 1;
    return this.page.seq;
  }

  // {page, seq, answers: [{name, text, n}], rows}; rows is null where they are not sent.
  nextSending(typed) {
    return {
      page: this.page.name,
      seq: this.nextNumber(),
      answers: this.unsaved(typed).map((name) => ({ name, text: typed.answers[name], n: this.revision(name) })),
      rows: this.#savesRows && this.rowsChanged(typed) ? typed.rows : null,
    };
  }

  // What the server did with a sending: {n: {name: revision}, met: [name], rows: "saved", "wrong" or "overtaken"}.
  // A text that met somebody else's keeps its old revision: until its writer chooses, it is still drawn with that one.
  acknowledge(sending, { n, met = [], rows = "saved" }) {
    for (const { name, text, n: before } of sending.answers) {
      this.#answers.set(name, { text, n: met.includes(name) ? before : n[name] });
    }
    if (sending.rows !== null && rows === "saved") this.#rows = sending.rows;
    this.#rowsNotTaken = rows === "saved" ? null : sending.rows;
    if (met.length) return "conflict";
    return rows;
  }

  // Somebody else's newer answer. False where something is being written here: that will meet it at the next save.
  takeOver(name, { text, n }, typed) {
    if (typed.answers[name] !== this.#answers.get(name).text) return false;
    this.#answers.set(name, { text, n });
    return true;
  }

  // What a reload must not lose: {answers: [[name, text, n]], rows}, or null.
  toKeep(typed) {
    if (this.isAllSaved(typed)) return null;
    return {
      answers: this.unsaved(typed).map((name) => [name, typed.answers[name], this.revision(name)]),
      rows: typed.rows,
    };
  }

  // Of what was kept, the texts to write on the page again. They are sent with the revision they were drawn with then.
  bringBack(kept, typed) {
    const back = kept.answers.filter(([name, text]) => this.#answers.has(name) && typed.answers[name] !== text);
    for (const [name, , n] of back) this.#answers.get(name).n = n;
    return back.map(([name, text]) => [name, text]);
  }
}

// The form of a section: reads what stands in it, and writes into it. An answer's revision is the hidden field n__… beside
// it, which the form's own buttons send too.
const REVISION = "n__";
const isTicked = (field) => field.type === "radio" || field.type === "checkbox";

export class DraftForm {
  #form;
  #rows;
  #rowNames;
  names;

  constructor(form) {
    this.#form = form;
    const inTable = [...form.querySelectorAll("#table [name]")];
    this.#rows = inTable.filter((field) => field.type !== "hidden");
    this.#rowNames = new Set(inTable.map((field) => field.name));
    this.names = [...form.elements]
      .filter((field) => field.name.startsWith(REVISION))
      .map((field) => field.name.slice(REVISION.length));
  }

  field(name) {
    return this.#form.elements.namedItem(name);
  }

  // As static/js/draft_queue.js takes them.
  typed() {
    return {
      answers: Object.fromEntries(this.names.map((name) => [name, this.field(name).value])),
      rows: JSON.stringify(this.#rows.map((row) => (isTicked(row) ? row.checked : row.value))),
    };
  }

  drawn() {
    return Object.fromEntries(
      this.names.map((name) => [name, { text: this.field(name).value, n: this.field(REVISION + name).value }]),
    );
  }

  write(name, text) {
    const control = this.field(name);
    const isChoice = control instanceof RadioNodeList;
    if (isChoice && text === "") for (const each of control) each.checked = false;
    control.value = text;
    const touched = isChoice ? control[0] : control;
    touched.dispatchEvent(new Event("change", { bubbles: true }));
  }

  writeRevisions(revision) {
    for (const name of this.names) this.field(REVISION + name).value = revision(name);
  }

  isBeingTyped(name) {
    return this.field(name) === document.activeElement;
  }

  // When the rows were drawn: they are brought back, and saved, only over the rows of that moment.
  get rowsStamp() {
    return this.field("table__drawn")?.value;
  }

  set rowsStamp(stamp) {
    this.field("table__drawn").value = stamp;
  }

  writeRows(rows) {
    const values = JSON.parse(rows);
    if (values.length !== this.#rows.length) return;
    this.#rows.forEach((row, place) => {
      if (isTicked(row)) row.checked = values[place];
      else row.value = values[place];
    });
  }

  rowsAsPosted() {
    return [...new FormData(this.#form)].filter(([name]) => this.#rowNames.has(name));
  }

  revisionsAsPosted() {
    return this.names.map((name) => [REVISION + name, this.field(REVISION + name).value]);
  }

  // The fields that every request carries, and these.
  body(person, values) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.field("csrfmiddlewaretoken").value);
    body.set("person", person);
    for (const [name, value] of values) body.set(name, value);
    return body;
  }
}

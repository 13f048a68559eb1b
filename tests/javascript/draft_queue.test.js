// What a section sends, and what an answer of the server does to what is still unsaved.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { DraftQueue } from "../../static/js/draft_queue.js";

const DRAWN = { views: { text: "Frogs", n: "3" }, pronouns: { text: "", n: "0" } };
let typed;
let queue;

function drawn(options = {}) {
  typed = { answers: { views: "Frogs", pronouns: "" }, rows: "[]" };
  queue = new DraftQueue(structuredClone(DRAWN), { rows: "[]", savesRows: false, ...options });
  queue.page = { name: "page-1", seq: 0 };
}

const next = () => queue.nextSending(typed);
beforeEach(() => drawn());

test("a page as it was drawn has nothing to send and nothing to keep", () => {
  assert.equal(queue.unsent(typed), null);
  assert.equal(queue.toKeep(typed), null);
});

test("only the answer that was changed is sent, with its revision, the page and a number that rises", () => {
  typed.answers.views = "Frogs and newts";

  const answers = [{ name: "views", text: "Frogs and newts", n: "3" }];
  assert.deepEqual(next(), { page: "page-1", seq: 1, answers, rows: null });
  assert.deepEqual(next(), { page: "page-1", seq: 2, answers, rows: null });
});

test("an acknowledged answer is saved and goes on from the server's revision", () => {
  typed.answers.views = "Frogs and newts";

  assert.equal(queue.acknowledge(next(), { n: { views: 4 } }), "saved");

  assert.equal(queue.unsent(typed), null);
  assert.equal(queue.revision("views"), 4);
  assert.equal(queue.revision("pronouns"), "0");
});

test("a letter typed while the answer was on its way is still unsaved when it arrives", () => {
  typed.answers.views = "Frogs and";
  const sending = next();
  typed.answers.views = "Frogs and newts";

  queue.acknowledge(sending, { n: { views: 4 } });

  assert.deepEqual(next().answers, [{ name: "views", text: "Frogs and newts", n: 4 }]);
});

test("without an acknowledgement the same text goes again, with the same revision and a higher number", () => {
  typed.answers.views = "Frogs and newts";
  const lost = next();

  assert.deepEqual(next(), { ...lost, seq: 2 });
});

test("a text that met somebody else's is with the server, and keeps the revision it was drawn with", () => {
  typed.answers = { views: "From Sam", pronouns: "they/them" };

  assert.equal(queue.acknowledge(next(), { n: { views: 7, pronouns: 1 }, met: ["views"] }), "conflict");

  assert.equal(queue.unsent(typed), null);
  assert.equal(queue.revision("views"), "3");
  assert.equal(queue.revision("pronouns"), 1);
});

test("somebody else's newer answer is taken where nothing was written", () => {
  assert.equal(queue.takeOver("views", { text: "From the manager", n: 4 }, typed), true);
  typed.answers.views = "From the manager"; // the page writes it

  assert.equal(queue.unsent(typed), null);
  assert.equal(queue.revision("views"), 4);
});

test("somebody else's newer answer never writes over what is being typed", () => {
  typed.answers.views = "From Sam";

  assert.equal(queue.takeOver("views", { text: "From the manager", n: 4 }, typed), false);

  assert.deepEqual(next().answers, [{ name: "views", text: "From Sam", n: "3" }]);
});

test("after a reload the text comes back with the revision it was drawn with, not that of the new page", () => {
  typed.answers.views = "From Sam";
  const kept = queue.toKeep(typed);
  drawn();
  queue = new DraftQueue({ ...DRAWN, views: { text: "From the manager", n: "4" } }, { rows: "[]", savesRows: false });
  typed.answers.views = "From the manager";

  assert.deepEqual(queue.bringBack(kept, typed), [["views", "From Sam"]]);
  typed.answers.views = "From Sam"; // the page writes it

  assert.deepEqual(next().answers, [{ name: "views", text: "From Sam", n: "3" }]);
});

test("a kept text that the server had after all, or that is asked no more, is not written again", () => {
  const kept = {
    answers: [
      ["views", "Frogs", "2"],
      ["gone", "Once asked", "1"],
    ],
    rows: "[]",
  };

  assert.deepEqual(queue.bringBack(kept, typed), []);
  assert.equal(queue.revision("views"), "3");
});

test("rows that wait for a button are kept and not sent", () => {
  typed.rows = '["Library"]';

  assert.equal(queue.unsent(typed), null);
  assert.equal(queue.isAllSaved(typed), false);
  assert.equal(queue.toKeep(typed).rows, '["Library"]');
});

test("rows that save by themselves are sent until the server has them", () => {
  drawn({ savesRows: true });
  typed.rows = '["Library"]';
  assert.notEqual(queue.unsent(typed), null);

  assert.equal(next().rows, '["Library"]');
  assert.equal(queue.acknowledge(next(), { n: {}, rows: "saved" }), "saved");

  assert.equal(queue.isAllSaved(typed), true);
});

for (const outcome of ["wrong", "overtaken"]) {
  test(`rows that are ${outcome} are not sent again by themselves, but with the next answer and when they change`, () => {
    drawn({ savesRows: true });
    typed.rows = '["half a date"]';

    assert.equal(queue.acknowledge(next(), { n: {}, rows: outcome }), outcome);

    assert.equal(queue.unsent(typed), null);
    assert.equal(queue.isAllSaved(typed), false);
    typed.answers.views = "Newts";
    assert.equal(next().rows, '["half a date"]');
    typed.answers.views = "Frogs";
    typed.rows = '["1/12/2026"]';
    assert.notEqual(queue.unsent(typed), null);
  });
}

test("what is unsent differs whenever a letter does", () => {
  typed.answers.views = "Newt";
  const before = queue.unsent(typed);
  assert.equal(queue.unsent(typed), before);
  typed.answers.views = "Newts";
  assert.notEqual(queue.unsent(typed), before);
});

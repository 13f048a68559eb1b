// When a page saves by itself, and when it leaves the server alone.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { autosave } from "../../static/js/autosave.js";

const PAUSE = 1500;
let page;
let network;
let typed;
let saved;
let sent;
let verdict;
let saving;

// Lets what waits for a promise go on; the clock stands still meanwhile.
const settle = () => new Promise((go) => setImmediate(go));

async function pass(milliseconds) {
  mock.timers.tick(milliseconds);
  await settle();
}

async function type(text) {
  typed = text;
  saving.soon();
  await pass(PAUSE);
}

async function hide() {
  page.visibilityState = "hidden";
  page.dispatchEvent(new Event("visibilitychange"));
  await settle();
}

function begin(options = {}) {
  page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  network = new EventTarget();
  [typed, saved, sent, verdict] = ["", "", [], "taken"];
  saving = autosave({
    unsent: () => (typed === saved ? null : typed),
    send: async () => {
      const text = typed;
      sent.push(text);
      const answer = await verdict;
      if (answer === "taken") saved = text;
      return answer;
    },
    pause: PAUSE,
    page,
    network,
    ...options,
  });
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  begin();
});

test("it saves after a pause in typing, once", async () => {
  typed = "F";
  saving.soon();
  await pass(PAUSE - 1);
  typed = "Frogs";
  saving.soon();
  await pass(PAUSE - 1);
  assert.deepEqual(sent, []);

  await pass(1);

  assert.deepEqual(sent, ["Frogs"]);
  await pass(600_000);
  assert.deepEqual(sent, ["Frogs"]);
});

test("one request at a time: what is typed meanwhile follows after it", async () => {
  let answer;
  verdict = new Promise((tell) => {
    answer = tell;
  });
  await type("Frogs");
  typed = "Frogs and newts";
  const followed = saving.save();
  await settle();
  assert.deepEqual(sent, ["Frogs"]);

  answer("taken");

  assert.equal(await followed, true);
  assert.deepEqual(sent, ["Frogs", "Frogs and newts"]);
});

test("without a network it tries again, ever more slowly, and at once when the network is back", async () => {
  verdict = "offline";
  await type("Frogs");
  for (const wait of [3000, 6000, 12_000, 30_000, 30_000]) {
    const before = sent.length;
    await pass(wait - 1);
    assert.equal(sent.length, before);
    await pass(1);
    assert.equal(sent.length, before + 1);
  }

  verdict = "taken";
  network.dispatchEvent(new Event("online"));
  await settle();

  assert.equal(saved, "Frogs");
  assert.equal(saving.isBehind(), false);
});

test("each page says how long it waits without a network", async () => {
  begin({ offlineWaits: [5000] });
  verdict = "offline";
  await type("Frogs");
  await pass(5000);
  await pass(5000);

  assert.equal(sent.length, 3);
});

for (const refusal of ["refused", "closed"]) {
  test(`what was ${refusal} is not sent again until it changes`, async () => {
    verdict = refusal;
    await type("Too long");
    assert.equal(saving.isBehind(), true);

    await pass(3_600_000);
    network.dispatchEvent(new Event("online"));
    await hide();
    assert.equal(await saving.save(), false);
    assert.deepEqual(sent, ["Too long"]);

    verdict = "taken";
    await type("Short");
    assert.deepEqual(sent, ["Too long", "Short"]);
    assert.equal(saving.isBehind(), false);
  });
}

test("a button asks once more, even for what was refused", async () => {
  verdict = "refused";
  await type("Too long");

  assert.equal(await saving.insist(), false);
  await pass(3_600_000);
  assert.equal(sent.length, 2);

  verdict = "taken";
  assert.equal(await saving.insist(), true);
});

test("what was typed while the refusal was on its way is tried", async () => {
  let answer;
  verdict = new Promise((tell) => {
    answer = tell;
  });
  await type("Too long");
  typed = "Short";
  answer("refused");
  await settle();
  verdict = "taken";
  await pass(PAUSE);

  assert.deepEqual(sent, ["Too long", "Short"]);
});

test("a server that fails is left alone for longer and longer, whatever is typed meanwhile", async () => {
  verdict = "unavailable";
  await type("Frogs");
  for (const wait of [3000, 6000, 12_000, 30_000, 60_000, 120_000, 300_000, 300_000]) {
    const before = sent.length;
    typed += "!";
    saving.soon();
    await saving.save();
    await pass(wait - 1);
    assert.equal(sent.length, before);
    await pass(1);
    assert.equal(sent.length, before + 1);
  }

  verdict = "taken";
  await pass(300_000);
  assert.equal(saved, typed);
});

test("a page that is hidden saves at once, also while a failed server rests", async () => {
  typed = "Frogs";
  verdict = "unavailable";
  await hide();
  await hide();

  assert.deepEqual(sent, ["Frogs", "Frogs"]);
});

test("a hidden page waits for the request under way, unless it hurries", async () => {
  for (const [hurries, expected] of [
    [false, ["Frogs"]],
    [true, ["Frogs", "Frogs and newts"]],
  ]) {
    begin({ hurries });
    verdict = new Promise(() => {});
    await type("Frogs");
    typed = "Frogs and newts";
    await hide();
    assert.deepEqual(sent, expected);
  }
});

test("signed out, nothing is sent by itself; after signing in it goes at once", async () => {
  verdict = "signed-out";
  await type("Frogs");
  await pass(3_600_000);
  assert.deepEqual(sent, ["Frogs"]);

  verdict = "taken";
  saving.resume();
  await settle();
  assert.equal(saved, "Frogs");
});

test("where signing in helps nothing, page and server do not ask each other without end", async () => {
  verdict = "stale";
  await type("Frogs");
  for (let look = 0; look < 20; look += 1) {
    saving.resume();
    await settle();
  }
  assert.equal(sent.length, 2);

  await pass(30_000);
  assert.equal(sent.length, 3);
});

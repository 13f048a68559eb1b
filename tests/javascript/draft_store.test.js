// What is kept in one tab, for one person.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { DraftStore } from "../../static/js/draft_store.js";
import { keyFrom, locked } from "../../static/js/kept_text.js";

const KEY = Buffer.alloc(32, 1).toString("base64");
const ANOTHER_KEY = Buffer.alloc(32, 2).toString("base64");
const TEXT = { answers: [["views", "Frogs ☂", "3"]], rows: "[]" };
const A_MOMENT = 300;
let storage;
let held;

class Tab extends Map {
  getItem = (name) => this.get(name) ?? null;
  setItem = (name, text) => this.set(name, text);
  removeItem = (name) => this.delete(name);
}

// The browser's own locks: a name that is held is refused.
const locks = {
  async request(name, _options, use) {
    if (held.has(name)) return use(null);
    held.add(name);
    await use({ name });
    held.delete(name);
  },
};

// The moment after which a text is kept, and as long as some encryptions take.
async function moment() {
  mock.timers.tick(A_MOMENT);
  for (let i = 0; i < 10; i += 1) await locked(await keyFrom(KEY), JSON.stringify(TEXT));
  await new Promise((go) => setImmediate(go));
}

async function opened({ person = "7", key = KEY } = {}) {
  const store = new DraftStore(person, "/peps/1/about_me/", { storage, locks });
  if (key) await store.open(key);
  return store;
}

async function kept(store, text = TEXT) {
  store.keep(() => text);
  await moment();
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  storage = new Tab();
  held = new Set();
});

test("a text that was kept comes back after a reload, and is nowhere readable", async () => {
  await kept(await opened());

  assert.deepEqual(await (await opened()).kept(), TEXT);
  assert.equal(JSON.stringify([...storage]).includes("Frogs"), false);
});

test("another person, or the same with another key, finds nothing", async () => {
  await kept(await opened());

  assert.equal(await (await opened({ person: "8" })).kept(), null);
  assert.equal(await (await opened({ key: ANOTHER_KEY })).kept(), null);
});

test("without a key nothing is kept", async () => {
  await kept(await opened({ key: null }));
  assert.equal(storage.size, 0);
});

test("when all is saved nothing stays", async () => {
  const store = await opened();
  await kept(store);
  await kept(store, null);
  assert.equal(storage.size, 0);
});

test("signing out stops it, also for a text that is being encrypted; typing goes on", async () => {
  const store = await opened();
  store.keep(() => TEXT);
  store.stop();
  await moment();
  assert.equal(storage.size, 0);

  store.goOn();
  await kept(store);
  assert.equal(storage.size, 1);
});

test("a reload keeps the page's name and goes on with its number", async () => {
  const store = await opened();
  const page = await store.claimPage();
  page.seq = 5;
  store.rememberPage(page);
  held.clear(); // the old page is gone

  assert.deepEqual(await (await opened()).claimPage(), { name: page.name, seq: 5 });
});

test("a tab that was copied gets a name of its own", async () => {
  const page = await (await opened()).claimPage();

  const copy = await (await opened()).claimPage();

  assert.notEqual(copy.name, page.name);
  assert.equal(copy.seq, 0);
});

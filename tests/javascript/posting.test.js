// What became of a request: told apart by a real server's answers.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { post, verdictOf } from "../../static/js/posting.js";

let server;
let answer;
const address = () => `http://127.0.0.1:${server.address().port}/`;
const form = (text = "Frogs") => {
  const body = new FormData();
  body.set("text", text);
  return body;
};

before(async () => {
  server = createServer((request, response) => {
    request.resume();
    request.on("end", () => answer(response));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
});
after(() => {
  server.closeAllConnections();
  server.close();
});

function answers(status, text, headers = {}) {
  answer = (response) => response.writeHead(status, headers).end(text);
}

test("an acknowledgement is taken, with what the server told", async () => {
  answers(200, '{"n": {"views": 4}}');
  assert.deepEqual(await post(address(), form()), { verdict: "taken", told: { n: { views: 4 } } });
});

for (const [status, verdict] of [
  [400, "refused"],
  [413, "refused"],
  [414, "refused"],
  [422, "refused"],
  [403, "closed"],
  [404, "closed"],
  [410, "closed"],
  [401, "signed-out"],
  [408, "unavailable"],
  [429, "unavailable"],
  [500, "unavailable"],
  [502, "unavailable"],
  [503, "unavailable"],
]) {
  test(`a page that says ${status} is no network that is down: ${verdict}`, async () => {
    answers(status, "<h1>Sorry</h1>");
    assert.deepEqual(await post(address(), form()), { verdict, told: {} });
  });
}

test("a refusal brings its reason", async () => {
  answers(422, '{"refused": "Enter 5,000 characters or fewer."}');
  assert.deepEqual(await post(address(), form()), {
    verdict: "refused",
    told: { refused: "Enter 5,000 characters or fewer." },
  });
});

test("a page of somebody else's acknowledges nothing, though it says 200", async () => {
  for (const text of ["<h1>Welcome to the hotel</h1>", "", "null", '"saved"']) {
    answers(200, text);
    assert.equal((await post(address(), form())).verdict, "unavailable");
  }
});

test("another person, and an old token, are told apart from a refusal", () => {
  assert.equal(verdictOf({ status: 409 }, { somebody_else: true }), "somebody-else");
  assert.equal(verdictOf({ status: 403 }, { stale: true }), "stale");
  assert.equal(verdictOf({ status: 0, type: "opaqueredirect" }, null), "signed-out");
});

test("no answer, half an answer or one that comes too late is a network that is down", async () => {
  const offline = { verdict: "offline", told: {} };
  assert.deepEqual(await post("http://127.0.0.1:1/", form()), offline);
  answer = (response) => {
    response.writeHead(200, { "content-length": 100 }).write('{"n":');
    setTimeout(() => response.destroy(), 20);
  };
  assert.deepEqual(await post(address(), form()), offline);
  answer = () => {};
  assert.deepEqual(await post(address(), form(), { patience: 50 }), offline);
});

test("a request of a page being left goes on after it, where the browser can carry it", async (t) => {
  const asked = t.mock.method(globalThis, "fetch", async () => new Response("{}"));
  const lasts = async (body, leaving) => {
    await post(address(), body, { leaving });
    return asked.mock.calls.at(-1).arguments[1].keepalive;
  };
  const picture = form();
  picture.set("file", new Blob(["a"]), "drawing.png");

  assert.equal(await lasts(form(), true), true);
  assert.equal(await lasts(form(), false), false);
  assert.equal(await lasts(form("é".repeat(40_000)), true), false);
  assert.equal(await lasts(picture, true), false);
});

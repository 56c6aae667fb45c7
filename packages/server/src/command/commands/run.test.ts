import { expect, test } from "bun:test";
import { Harness } from "../harness.ts";

const harness = new Harness();

test("prints the answer and a blank line", async () => {
  expect(await harness.run(["run", "stories", "Once", "upon"])).toEqual({
    out: "One two three.\n\n",
    err: "",
    code: 0,
  });
  expect(harness.server.bodies("/api/generate")).toEqual([{ model: "stories", prompt: "Once upon" }]);
});

test("piped text comes before the words", async () => {
  await harness.run(["run", "stories", "Sum up:"], { stdin: "the text" });
  expect(harness.server.bodies("/api/generate")).toEqual([{ model: "stories", prompt: "the text Sum up:" }]);
});

test("flags", async () => {
  const args = ["--format", "json", "--keepalive=10m", "--think=low", "--verbose", "--nowordwrap"];
  const { err, code } = await harness.run(["run", "stories", "hi", ...args]);
  expect(code).toBe(0);
  expect(harness.server.bodies("/api/generate")).toEqual([
    { model: "stories", prompt: "hi", format: "json", keep_alive: "10m", think: "low" },
  ]);
  expect(err).toBe(
    "total duration:       1.5s\neval count:           3 token(s)\neval duration:        1s\neval rate:            3.00 tokens/s\n",
  );
});

test("a JSON schema is sent as an object", async () => {
  await harness.run(["run", "stories", "hi", "--format", '{"type":"object"}']);
  expect(harness.server.bodies("/api/generate")).toMatchObject([{ format: { type: "object" } }]);
  expect((await harness.run(["run", "stories", "hi", "--format", "xml"])).err).toBe(
    'Error: invalid format: "xml" is neither "json" nor a JSON schema\n',
  );
});

test("a thinking model thinks", async () => {
  const { out } = await harness.run(["run", "thinker", "hi"]);
  expect(out).toBe("Thinking...\nhm\n...done thinking.\n\nOne two three.\n\n");
  expect(harness.server.bodies("/api/generate")).toMatchObject([{ think: true }]);
  expect((await harness.run(["run", "thinker", "hi", "--hidethinking"])).out).toBe("One two three.\n\n");
});

test("a missing model", async () => {
  const { err, code } = await harness.run(["run", "nope", "hi"]);
  expect(code).toBe(1);
  expect(err).toStartWith("Error: model 'nope' not found");
});

test("an error in mid-answer", async () => {
  expect(await harness.run(["run", "broken", "hi"])).toEqual({
    out: "One two three.",
    err: "Error: it broke\n",
    code: 1,
  });
});

test("Ctrl-C stops the answer and is no failure", async () => {
  harness.server.frameDelay = 300;
  const child = harness.start(["run", "stories", "hi"]);
  const { value } = await child.stdout.getReader().read();
  expect(new TextDecoder().decode(value)).toBe("One");
  child.kill("SIGINT");
  expect(await child.exited).toBe(0);
  await harness.server.aborted;
});

test("a model for embeddings prints a vector", async () => {
  expect(await harness.run(["run", "embedder", "a", "text"])).toEqual({ out: "[0.6,-0.8,1e-7]\n", err: "", code: 0 });
  const flags = ["--dimensions", "2", "--truncate", "--keepalive=1m"];
  expect((await harness.run(["run", "embedder", ...flags], { stdin: "piped" })).out).toBe("[0.6,-0.8]\n");
  expect(harness.server.bodies("/api/embed")).toEqual([
    { model: "embedder", input: "a text" },
    { model: "embedder", input: "piped", keep_alive: "1m", truncate: true, dimensions: 2 },
  ]);
});

test.each([
  [["x", "--truncate=false"], "the input length exceeds the context length"],
  [["x", "--dimensions", "few"], 'invalid value for --dimensions: "few" (must be a whole number)'],
  [[], 'a model for embeddings needs a text: cria run embedder "your text"'],
])("a model for embeddings with %j says what is wrong", async (words, error) => {
  expect(await harness.run(["run", "embedder", ...words])).toEqual({ out: "", err: `Error: ${error}\n`, code: 1 });
});

import { expect, test } from "bun:test";
import { Harness } from "../harness.ts";

const harness = new Harness();

test("pull shows the steps, a line for each in a pipe", async () => {
  expect(await harness.run(["pull", "remote"])).toEqual({
    out: "",
    err: [
      "pulling manifest",
      "pulling aaaaaaaaaaaa: 50% of 2 KB",
      "pulling aaaaaaaaaaaa: 100% of 2 KB",
      "verifying sha256 digest",
      "writing manifest",
      "success",
      "",
    ].join("\n"),
    code: 0,
  });
  expect(harness.server.bodies("/api/pull")).toEqual([{ model: "remote", insecure: false }]);
});

test("an error of the registry", async () => {
  const { err, code } = await harness.run(["pull", "--insecure", "nope"]);
  expect([code, err]).toEqual([1, "pulling manifest\nError: pull model manifest: file does not exist\n"]);
  expect(harness.server.bodies("/api/pull")).toEqual([{ model: "nope", insecure: true }]);
});

test("run pulls a model that is not there, then runs it", async () => {
  const { out, err, code } = await harness.run(["run", "remote", "hi"]);
  expect([out, code]).toEqual(["One two three.\n\n", 0]);
  expect(err).toEndWith("success\n");
});

test("Ctrl-C says what is kept and how to go on", async () => {
  harness.server.frameDelay = 300;
  const child = harness.start(["pull", "remote"]);
  const reader = child.stderr.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let isSent = false; ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value);
    if (isSent || !text.includes("50%")) continue;
    isSent = true;
    child.kill("SIGINT");
  }
  expect(await child.exited).toBe(130);
  expect(text).toEndWith("\nstopped. 1 KB of 2 KB are kept. 'cria pull remote' goes on from there\n");
  await harness.server.aborted;
});

test("push says where a model of Ollama's registry is, or that it may not be there", async () => {
  const { err, code } = await harness.run(["push", "me/stories"]);
  expect([code, err]).toEqual([
    0,
    "retrieving manifest\nsuccess\n\nYou can find your model at:\n\n\thttps://ollama.com/me/stories\n",
  ]);
  expect((await harness.run(["push", "other/stories"])).err).toEndWith(
    "Error: you are not authorized to push to this namespace, create the model under a namespace you own\n",
  );
  expect((await harness.run(["push", "host/other/stories"])).err).toContain("Error: unauthorized: access denied");
});

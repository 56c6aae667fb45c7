import { expect, test } from "bun:test";
import { failure } from "../fake/answer.ts";
import { type Mutation, startFake } from "../fake/server.ts";
import { FakeState } from "../fake/state.ts";
import { Client } from "../target/client.ts";
import { probe } from "../target/probe.ts";
import { type TinyModel, tinyModelName } from "../target/tiny-model.ts";
import { provideModel } from "./provide-model.ts";

const tiny: TinyModel = {
  weights: new TextEncoder().encode("GGUF and more"),
  template: "{{ .Prompt }}",
  parameters: { temperature: 0 },
};

/** Asks for a model on a server without one. */
async function provided(mutation: Mutation, model: TinyModel | undefined, stop = new AbortController()) {
  const state = new FakeState();
  state.models.clear();
  await using server = await startFake(mutation, state);
  const client = new Client(server.endpoint, [], { time: 2000, bytes: 1 << 20 }, stop.signal);
  const lines: string[] = [];
  const given = { model: undefined, readOnly: false };
  const { target, withdraw } = await provideModel(await probe(client), given, (line) => lines.push(line), model);
  const during = [...state.models.keys()];
  stop.abort();
  await withdraw();
  return { during, after: [...state.models.keys()], known: target.models.known.map(({ name }) => name), lines };
}

test("the model is there for the run, and gone after it, also if that was stopped", async () => {
  const { during, after, known, lines } = await provided({}, tiny);
  expect(during).toEqual([`${tinyModelName}:latest`]);
  expect(known).toEqual(during);
  expect(after).toEqual([]);
  expect(lines).toEqual([expect.stringContaining("is uploaded for this run")]);
});

test("a build without the model says so", async () => {
  const { during, lines } = await provided({}, undefined);
  expect(during).toEqual([]);
  expect(lines).toEqual([expect.stringContaining("none comes with this build")]);
});

test("a server that does not take the model is told of", async () => {
  const full: Mutation = {
    answer: (made, { operation }) => (operation === "blobUpload" ? failure(500, "disk full") : made),
  };
  const { known, lines } = await provided(full, tiny);
  expect(known).toEqual([]);
  expect(lines[1]).toMatch(/^It could not be uploaded: POST \/api\/blobs\/sha256:\S+ answered 500 .*disk full/);
});

test("a server that does not create models is left alone", async () => {
  const none: Mutation = { answer: (made, { operation }) => (operation === "create" ? failure(501, "no") : made) };
  expect((await provided(none, tiny)).lines).toEqual([]);
});

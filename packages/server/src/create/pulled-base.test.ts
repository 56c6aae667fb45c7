import { afterAll, beforeAll, expect, test } from "bun:test";
import { TestServer, tinyModel } from "../api/test-server.ts";
import { parseName, shortName } from "../store/name.ts";
import { createModel } from "./create-model.ts";

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server[Symbol.asyncDispose]());

test("a base that is not there is pulled, and what is made of it goes on", async () => {
  const digest = await server.upload(await server.gguf(tinyModel()));
  const asked: string[] = [];
  async function* pull(name: ReturnType<typeof parseName> & object) {
    asked.push(shortName(name));
    yield { status: "pulling manifest" };
    await server.create({ model: "base", files: { "model.gguf": digest } });
    yield { status: "success" };
  }
  const plan = { name: parseName("made")!, body: { model: "made", from: "base", system: "Be brief." } };
  const statuses: string[] = [];
  for await (const { status } of createModel(server.store, plan, undefined, pull)) statuses.push(status);
  expect(asked).toEqual(["base:latest"]);
  expect(statuses.filter((status) => !status.includes("sha256:"))).toEqual([
    "pulling manifest",
    "writing manifest",
    "success",
  ]);
  expect((await server.store.resolve(parseName("made")!)).system).toBe("Be brief.");
});

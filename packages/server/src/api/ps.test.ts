import { expect, test } from "bun:test";
import { FakeServer, fakeModel } from "../inference/fakes.ts";
import { generate } from "./generate.ts";
import { ps } from "./ps.ts";

test("loaded models, the one that expires last first, with keys in order", async () => {
  const server = new FakeServer([fakeModel("a"), fakeModel("ns/b:tag")], { info: { memoryBytes: 1234 } });
  const list = async () =>
    ((await (await server.call("ps", ps)).json()) as { models: Record<string, unknown>[] }).models;
  expect(await list()).toEqual([]);
  await server.call("generate", generate, { model: "a", keep_alive: 60 });
  await server.call("generate", generate, { model: "NS/B:tag", options: { num_ctx: 64 } });
  const models = await list();
  expect(models.map((model) => model.name)).toEqual(["ns/b:tag", "a:latest"]);
  expect(Object.keys(models[0]!)).toEqual([
    "name",
    "model",
    "size",
    "digest",
    "details",
    "expires_at",
    "size_vram",
    "context_length",
  ]);
  expect(models[1]).toMatchObject({
    name: "a:latest",
    model: "a:latest",
    size: 1234,
    details: { parent_model: "", format: "gguf", family: "llama" },
    size_vram: 0,
    context_length: 256,
  });
  expect(models[0]?.context_length).toBe(64);
  expect(models.map((model) => Date.parse(model.expires_at as string) - server.clock.now())).toEqual([300_000, 60_000]);
});

test("a model that stays for ever expires in 292 years", async () => {
  const server = new FakeServer([fakeModel("a")]);
  await server.call("generate", generate, { model: "a", keep_alive: -1 });
  const body = (await (await server.call("ps", ps)).json()) as { models: { expires_at: string }[] };
  expect(new Date(body.models[0]!.expires_at).getUTCFullYear()).toBe(2026 + 292);
});

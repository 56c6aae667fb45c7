import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { startTestServer, type TestServer } from "../testing.ts";

const absent = !existsSync(join(import.meta.dir, "../../model/cria.gguf"));

describe.skipIf(absent)("the embedded model (skipped without packages/server/model/cria.gguf)", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ OLLAMA_NUM_PARALLEL: "2" });
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  const ask = (model: string) =>
    server.request("POST", "/api/generate", {
      model,
      prompt: "hi",
      stream: false,
      options: { num_predict: 3 },
      keep_alive: 0,
    });
  const copy = (destination: string) => server.request("POST", "/api/copy", { source: "cria", destination });
  const remove = (model: string) => server.request("DELETE", "/api/delete", { model });

  test("is copied, asked and never lost while others delete their copies of it", async () => {
    const answers: Record<string, number> = {};
    const end = Date.now() + 8000;
    const client = async (what: string, request: () => Promise<Response>, mayBeAbsent = false) => {
      while (Date.now() < end) {
        const { status, ...response } = await request().then(async (got) => ({
          status: got.status,
          text: await got.text(),
        }));
        const isRight = status === 200 || (mayBeAbsent && status === 404);
        const key = isRight ? what : `${what}: ${status} ${response.text}`;
        answers[key] = (answers[key] ?? 0) + 1;
      }
    };
    await Promise.all([
      client("copy", () => copy("x")),
      client("copy", () => copy("y")),
      client("delete", () => remove("x"), true),
      client("delete", () => remove("y"), true),
      client("create", () =>
        server.request("POST", "/api/create", { model: "x", from: "cria", system: "s", stream: false }),
      ),
      client("ask", () => ask("cria")),
      client("ask a copy", () => ask("x"), true),
    ]);
    expect(Object.keys(answers).sort()).toEqual(["ask", "ask a copy", "copy", "create", "delete"]);
    expect(Math.min(...Object.values(answers))).toBeGreaterThan(1);
  }, 40_000);

  test("is there, can be asked and copied after its cache was removed", async () => {
    rmSync(join(server.home, "models/cria-cache"), { recursive: true });
    const tags = (await (await server.request("GET", "/api/tags")).json()) as { models: { name: string }[] };
    expect(tags.models.map(({ name }) => name)).toContain("cria:latest");
    for (const request of [
      () => server.request("POST", "/api/show", { model: "cria" }),
      () => ask("cria"),
      () => copy("z"),
      () => ask("z"),
    ]) {
      expect((await request()).status).toBe(200);
      rmSync(join(server.home, "models/cria-cache"), { recursive: true, force: true });
    }
  });
});

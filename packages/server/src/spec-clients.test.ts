import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileExample, generateClient, generators, runExample } from "@cria/spec/clients";
import { startTestServer, storiesAbsent, storiesPath, type TestServer } from "./testing.ts";

describe.skipIf(storiesAbsent)("a client generated from the OpenAPI document (skipped without shared/fixtures)", () => {
  const folder = mkdtempSync(join(tmpdir(), "cria-spec-clients-"));
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ CRIA_EMBEDDED_MODEL: "off" });
    await server.create("stories", storiesPath);
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  test("in TypeScript compiles and understands the server", async () => {
    const typescript = generators.find(({ language }) => language === "typescript")!;
    const output = await generateClient(typescript, folder, { download: false });
    await compileExample(output!);
    const printed = await runExample(output!, server.url, "stories");
    expect(printed).toMatchObject({
      version: "0.33.0",
      models: [["stories:latest", expect.any(Number)]],
      done: true,
      status: 404,
      error: expect.stringContaining("not found"),
    });
    expect(printed.content).not.toBe("");
    expect(printed.streamed).toBe(printed.content!);
  }, 60_000);
});

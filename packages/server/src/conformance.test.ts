import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { ConformanceReport } from "@cria/spec";
import { startTestServer, storiesAbsent, storiesPath, type TestServer } from "./testing.ts";

const suite = resolve(import.meta.dir, "../../conformance/bin/cria-conformance.mjs");
const absent = !existsSync(resolve(import.meta.dir, "../model/cria.gguf"));

let server: TestServer;
const folder = mkdtempSync(join(tmpdir(), "cria-conformance-"));
beforeAll(async () => {
  server = await startTestServer();
  // A model that can do little, so that refusals are seen as well.
  if (!storiesAbsent) await server.create("stories", storiesPath);
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

test.skipIf(absent)(
  "the server keeps every MUST and SHOULD of the conformance suite (skipped without its embedded model)",
  async () => {
    const words = [server.url, "--seed", "1", "--model", "cria", "--report", "json", "--output", folder];
    const child = Bun.spawn([process.execPath, suite, ...words], { stdout: "ignore", stderr: "pipe" });
    const [errors, code] = await Promise.all([new Response(child.stderr).text(), child.exited]);
    expect([code, errors]).toEqual([0, ""]);
    const { checks }: ConformanceReport = JSON.parse(readFileSync(join(folder, "checks.json"), "utf8"));
    const broken = checks.filter(({ verdict, level }) => verdict === "fail" || (verdict === "warn" && level !== "MAY"));
    expect(broken.map(({ id, message }) => `${id}: ${message}`)).toEqual([]);
    expect(checks.filter(({ verdict }) => verdict === "pass").length).toBeGreaterThan(1000);
  },
  300_000,
);

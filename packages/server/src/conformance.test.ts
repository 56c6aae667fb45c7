import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { ConformanceReport } from "@cria/spec";
import { startTestServer, storiesAbsent, storiesPath, type TestServer } from "./testing.ts";
import { writeTinyEncoder } from "./tiny-encoder.ts";

const suite = resolve(import.meta.dir, "../../conformance/bin/cria-conformance.mjs");
const absent = !existsSync(resolve(import.meta.dir, "../model/cria.gguf"));

let server: TestServer;
const folder = mkdtempSync(join(tmpdir(), "cria-conformance-"));
beforeAll(async () => {
  server = await startTestServer();
  // A model that can do little, so that refusals are seen as well.
  if (!storiesAbsent) await server.create("stories", storiesPath);
  for (const kind of ["mean", "rank"] as const) {
    const path = join(folder, `${kind}.gguf`);
    await writeTinyEncoder(path, kind);
    await server.create(`encoder-${kind}`, path);
  }
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** Runs the suite, or some checks of it; gives the report. */
async function conformance(only: readonly string[] = []): Promise<ConformanceReport> {
  const words = [server.url, "--seed", "1", "--model", "cria", "--report", "json", "--output", folder];
  if (only.length > 0) words.push("--only", only.join(","));
  const child = Bun.spawn([process.execPath, suite, ...words], { stdout: "ignore", stderr: "pipe" });
  const [errors, code] = await Promise.all([new Response(child.stderr).text(), child.exited]);
  expect([errors, code === 2]).toEqual(["", false]);
  return JSON.parse(readFileSync(join(folder, "checks.json"), "utf8"));
}

function brokenOf({ checks }: ConformanceReport) {
  return checks.filter(({ verdict, level }) => verdict === "fail" || (verdict === "warn" && level !== "MAY"));
}

test.skipIf(absent)(
  "the server keeps every MUST and SHOULD of the conformance suite (skipped without its embedded model)",
  async () => {
    const report = await conformance();
    expect(report.checks.filter(({ verdict }) => verdict === "pass").length).toBeGreaterThan(1450);
    const embedding = report.checks.filter(({ id }) => /^(?:embed|embeddings|openai-embeddings|rerank)\./.test(id));
    expect(embedding.filter(({ verdict }) => verdict !== "pass").map(({ id, verdict }) => `${id}: ${verdict}`)).toEqual(
      [],
    );
    // Some rules are about time, which a busy machine can spoil once: what is broken is so every time.
    const suspects = brokenOf(report).map(({ id }) => id);
    const broken = suspects.length === 0 ? [] : brokenOf(await conformance(suspects));
    expect(broken.map(({ id, message }) => `${id}: ${message}`)).toEqual([]);
  },
  300_000,
);

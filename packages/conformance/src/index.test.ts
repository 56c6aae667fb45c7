import { expect, test } from "bun:test";
import { Client, checks, probe, report, reportFormats, run, select, startFake, suiteVersion } from "./index.ts";

test("the suite runs from a program", async () => {
  await using server = await startFake();
  const { signal } = new AbortController();
  const client = new Client(server.endpoint, [], { time: 10_000, bytes: 1 << 24 }, signal);
  const target = await probe(client);
  const startedAt = new Date();
  const selected = select(checks, { only: ["version", "tags"], profiles: [], level: "must" });
  const settings = { seed: 1, runs: 5, time: 5000, checkTime: 10_000, readOnly: true, signal };
  const results = await run(selected, target, settings);
  const facts = { suiteVersion, url: server.url, target, complete: true, seed: 1, runs: 5, startedAt, duration: 1 };
  const whole = report(results, facts);
  expect(whole.conforms).toBe(true);
  expect(new Set(whole.chapters.map(({ id }) => id))).toEqual(new Set(["version", "tags"]));
  expect(reportFormats.md.write(whole)).toContain(`# Ollama API conformance of ${server.url}`);
});

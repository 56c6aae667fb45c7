import { expect, test } from "bun:test";
import { requirements } from "@cria/spec";
import { startFake } from "../fake/server.ts";
import type { CheckResult } from "../run/result.ts";
import { run } from "../run/run.ts";
import { Client } from "../target/client.ts";
import { probe } from "../target/probe.ts";
import { checks } from "./index.ts";

/** Runs all checks against a fake server of its own. */
async function results(seed: number): Promise<CheckResult[]> {
  await using server = await startFake();
  const { signal } = new AbortController();
  const client = new Client(server.endpoint, [], { time: 10_000, bytes: 1 << 24 }, signal);
  const settings = { seed, runs: 20, time: 10_000, checkTime: 20_000, readOnly: false, signal };
  return await run(checks, await probe(client), settings);
}

test("a requirement has one check at most", () => {
  const ids = checks.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test("checks stand in the order of their chapters, none is torn apart", () => {
  const chapters = checks.map(({ id }) => id.slice(0, id.indexOf(".")));
  const begins = chapters.filter((chapter, index) => chapter !== chapters[index - 1]);
  expect(begins.filter((chapter, index) => begins.indexOf(chapter) !== index)).toEqual([]);
});

test("the fake server passes every check, twice with the same verdicts", async () => {
  const [first, second] = await Promise.all([results(1), results(1)]);
  const broken = first.filter(({ verdict }) => verdict === "fail" || verdict === "warn" || verdict === "error");
  expect(broken.map(({ id, message }) => `${id}: ${message}`)).toEqual([]);
  const verdicts = (list: readonly CheckResult[]) => list.map(({ id, verdict }) => `${verdict} ${id}`);
  expect(verdicts(second)).toEqual(verdicts(first));
  expect(first).toHaveLength(checks.length);
}, 60_000);

test("the fake server lets every check say something about it", async () => {
  const silent = (await results(2)).filter(
    ({ verdict }) => verdict === "not-applicable" || verdict === "not-supported",
  );
  const rules = new Map<string, (typeof requirements)[number]>(requirements.map((rule) => [rule.id, rule]));
  // What is gone from the API's newest version can't be checked on a server of that version.
  const unexpected = silent.filter(({ id }) => rules.get(id)?.removedIn === undefined);
  expect(unexpected.map(({ id, message }) => `${id}: ${message}`)).toEqual([]);
}, 60_000);

import { expect, test } from "bun:test";
import type { DoneEvent } from "@cria/engine";
import { AnswerMeter, type AnswerRecord } from "./answer-meter.ts";

const done = (generatedTokens: number): DoneEvent => ({
  type: "done",
  reason: "stop",
  promptTokens: 7,
  cachedTokens: 2,
  generatedTokens,
  draftedTokens: 0,
  acceptedTokens: 0,
  promptDuration: 1,
  generateDuration: 1,
});

function setUp() {
  const records: AnswerRecord[] = [];
  const clock = { now: 1_000_000 };
  const times = { waited: 2, loading: 1.5 };
  const meter = new AnswerMeter(
    "m",
    times,
    (record) => records.push(record),
    () => clock.now,
  );
  return { meter, records, clock };
}

test("times run since the request came", () => {
  const { meter, records, clock } = setUp();
  clock.now += 500;
  meter.started();
  expect(meter.isRunning).toBe(true);
  for (const wait of [250, 100, 100]) {
    clock.now += wait;
    meter.text();
  }
  meter.over("stop", done(5));
  expect(meter.isRunning).toBe(false);
  // Five tokens in three pieces: four steps in 0.2 s.
  const [{ perToken, ...record } = { perToken: 0 }] = records;
  expect(record).toEqual({ model: "m", outcome: "stop", queued: 1, firstToken: 2.75, done: done(5) });
  expect(perToken).toBeCloseTo(0.05);
});

test("an answer is reported once", () => {
  const { meter, records } = setUp();
  meter.over("error");
  meter.over("cancelled");
  expect(records.map(({ outcome }) => outcome)).toEqual(["error"]);
});

test("what did not happen is left out", () => {
  const { meter, records } = setUp();
  meter.over("cancelled");
  expect(records).toEqual([
    {
      model: "m",
      outcome: "cancelled",
      queued: undefined,
      firstToken: undefined,
      perToken: undefined,
      done: undefined,
    },
  ]);
});

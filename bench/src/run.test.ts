import { expect, test } from "bun:test";
import type { Contender } from "./contender.ts";
import { measureCacheRows, measureModel } from "./run.ts";
import type { SubjectName } from "./subject.ts";

/** A contender that writes down what it is asked for. */
function contender(name: SubjectName, log: string[]): Contender {
  const sample = { milliseconds: 1, others: 0 };
  const steps = { evaluate: [1], choose: [1], stepsEach: 1, others: 0 };
  const note = <T>(what: string, result: T) => {
    log.push(`${name} ${what}`);
    return result;
  };
  return {
    name,
    firstToken: async (cold) => note(cold ? "cold" : "warm", sample),
    open: async (rows, slots) => ({
      info: note(`opens ${rows} × ${slots}`, { version: name, threads: 1, kernels: "" }),
      prefill: async (lengths) =>
        note(
          `prefill ${lengths}`,
          lengths.map(() => sample),
        ),
      decode: async (contexts) =>
        note(
          `decode ${contexts}`,
          contexts.map(() => steps),
        ),
      decodeTogether: async (counts) =>
        note(
          `together ${counts}`,
          counts.map(() => steps),
        ),
      peakBytes: async () => 1,
      [Symbol.asyncDispose]: async () => note("closes", undefined),
    }),
  };
}

const settings = { prompts: [256, 512], contexts: [0, 4000], repeat: 2, steps: 64, progress: () => {} };

test("contenders take turns, the other first in every other round", async () => {
  const log: string[] = [];
  const contenders = [contender("cria", log), contender("llamacpp", log)];
  const results = await measureModel({ ...settings, contenders });
  const turns = (what: string) => log.filter((line) => line.includes(what)).map((line) => line.split(" ")[0]);
  const inTurn = ["cria", "llamacpp", "llamacpp", "cria"];
  for (const what of ["cold", "warm", "prefill 256,512", "decode 0,4000", "together 1,4,8"]) {
    expect(turns(what)).toEqual(inTurn);
  }
  // Room for the longest context and the steps behind it.
  expect(turns("opens 4096 × 1")).toEqual(["cria", "llamacpp"]);
  expect(turns("opens 512 × 8")).toEqual(["cria", "llamacpp"]);
  expect(turns("closes")).toHaveLength(4);
  const rounds = [{}, {}];
  expect(results).toMatchObject({
    cria: {
      info: { version: "cria" },
      coldLoad: rounds,
      warmLoad: rounds,
      prefill: [
        { tokens: 256, rounds },
        { tokens: 512, rounds },
      ],
      decode: [
        { context: 0, rounds },
        { context: 4000, rounds },
      ],
      batched: [{ slots: 1, rounds }, { slots: 4 }, { slots: 8 }],
    },
    llamacpp: { info: { version: "llamacpp" } },
  });
});

test("caches of two sizes take turns", async () => {
  const log: string[] = [];
  const caches = await measureCacheRows(contender("cria", log), settings);
  expect(caches.map(({ rows, rounds }) => [rows, rounds.length])).toEqual([
    [1024, 2],
    [8192, 2],
  ]);
});

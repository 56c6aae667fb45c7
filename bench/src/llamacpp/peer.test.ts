import { expect, test } from "bun:test";
import type { Contender } from "../contender.ts";
import { fastest } from "./peer.ts";

/** A contender whose speeds at prefill and decode are these, one element for each time that it is opened. */
function contender(version: string, speeds: (readonly [number, number])[]): Contender {
  let opened = 0;
  return {
    name: "llamacpp",
    firstToken: async () => ({ milliseconds: 1, others: 0 }),
    open: async () => {
      const [prefill, decode] = speeds[opened++ % speeds.length]!;
      if (prefill === 0) throw new Error(`${version} failed`);
      const steps = { evaluate: new Array(16).fill(1000 / decode), choose: [], stepsEach: 1, others: 0 };
      return {
        info: { version, threads: 1, kernels: "" },
        prefill: async ([tokens]) => [{ milliseconds: (tokens! * 1000) / prefill, others: 0 }],
        decode: async () => [steps],
        decodeTogether: async () => [],
        peakBytes: async () => 0,
        [Symbol.asyncDispose]: async () => {},
      };
    },
  };
}

test("the fastest at prefill and decode together is taken, by the best of its probes", async () => {
  const slow = contender("slow", [[100, 20]]);
  const fast = contender("fast", [
    [10, 1],
    [200, 15],
  ]);
  const { contender: best, probes } = await fastest([slow, fast]);
  expect(best).toBe(fast);
  expect(probes).toMatchObject([{ version: "slow" }, { version: "fast" }]);
  expect(probes.map((probe) => "prefill" in probe && Math.round(probe.prefill))).toEqual([100, 200]);
});

test("what fails isn't taken, and nothing is an error", async () => {
  const broken = contender("broken", [[0, 0]]);
  const works = contender("works", [[1, 1]]);
  expect((await fastest([broken, works])).contender).toBe(works);
  expect((await fastest([broken, works])).probes[0]).toEqual({ error: "broken failed" });
  await expect(fastest([broken, broken])).rejects.toThrow("broken failed\nbroken failed");
});

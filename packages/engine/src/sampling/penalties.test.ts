import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Candidates } from "./candidates.ts";
import { Penalties, type PenaltyOptions } from "./penalties.ts";

const off: PenaltyOptions = { repeatPenalty: 1, repeatLastN: 64, presencePenalty: 0, frequencyPenalty: 0 };

function penalised(
  options: Partial<PenaltyOptions>,
  tokens: readonly number[],
  logits: number[],
  numCtx = 4,
): number[] {
  const penalties = new Penalties({ ...off, ...options }, numCtx);
  for (const token of tokens) penalties.accept(token);
  const candidates = new Candidates(logits.length);
  candidates.load(Float32Array.from(logits));
  if (penalties.active) penalties.apply(candidates);
  return [...candidates.logits];
}

describe("Penalties", () => {
  test("a table of single effects", () => {
    expect(penalised({ repeatPenalty: 2 }, [0, 1, 1], [4, -4, 4])).toEqual([2, -8, 4]);
    expect(penalised({ presencePenalty: 1 }, [0, 1, 1], [4, -4, 4])).toEqual([3, -5, 4]);
    expect(penalised({ frequencyPenalty: 1 }, [0, 1, 1], [4, -4, 4])).toEqual([3, -6, 4]);
    expect(penalised({ repeatPenalty: 2, presencePenalty: 1, frequencyPenalty: 0.5 }, [0, 0], [4])).toEqual([0]);
  });

  test("see the last tokens only: repeatLastN of them, the context at most", () => {
    const tokens = [0, 1, 2, 3, 4, 5];
    const logits = [1, 1, 1, 1, 1, 1];
    expect(penalised({ presencePenalty: 1, repeatLastN: 2 }, tokens, logits)).toEqual([1, 1, 1, 1, 0, 0]);
    expect(penalised({ presencePenalty: 1, repeatLastN: -1 }, tokens, logits)).toEqual([1, 1, 0, 0, 0, 0]);
    expect(penalised({ presencePenalty: 1, repeatLastN: 1e9 }, tokens, logits)).toEqual([1, 1, 0, 0, 0, 0]);
    expect(penalised({ presencePenalty: 1, repeatLastN: 0 }, tokens, logits)).toEqual(logits);
  });

  test("neutral values are inactive", () => {
    expect(new Penalties(off, 4).active).toBe(false);
    expect(new Penalties({ ...off, presencePenalty: -1 }, 4).active).toBe(true);
  });

  test("count what a plain window of the history holds", () => {
    const history = fc.array(fc.nat(5), { maxLength: 60 });
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 20 }), (tokens, lastN) => {
        const recent = tokens.slice(-lastN);
        const counts = [0, 1, 2, 3, 4, 5].map((token) => recent.filter((other) => other === token).length);
        const got = penalised({ frequencyPenalty: 1, repeatLastN: lastN }, tokens, [0, 0, 0, 0, 0, 0], 1000);
        expect(got.map((x) => 0 - x)).toEqual(counts);
      }),
    );
  });

  test("reset forgets", () => {
    const penalties = new Penalties({ ...off, presencePenalty: 1, repeatLastN: 2 }, 4);
    for (const token of [0, 1, 0]) penalties.accept(token);
    penalties.reset();
    penalties.accept(1);
    const candidates = new Candidates(2);
    candidates.load(new Float32Array(2));
    penalties.apply(candidates);
    expect([...candidates.logits]).toEqual([0, -1]);
  });
});

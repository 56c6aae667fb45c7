import { expect, test } from "bun:test";
import { Drafter } from "./drafter.ts";
import { Pace } from "./pace.ts";

class EagerPace extends Pace {
  likelihoods: number[] = [];
  override draftLength(length: number, likelihood: number): number {
    this.likelihoods.push(likelihood);
    return length;
  }
}

const repeated = [1, 2, 3, 4, 5, 6, 1, 2, 3];

test("drafts what came behind the same tokens, and counts what was right", () => {
  const drafter = new Drafter();
  expect(drafter.draft(repeated, 4, new EagerPace())).toEqual([4, 5, 6, 1]);
  for (const token of [4, 5, 9]) drafter.judge(token);
  // A token behind a wrong one is none of the draft.
  drafter.judge(1);
  expect([drafter.drafted, drafter.accepted]).toEqual([4, 2]);
});

test("has nothing for tokens that did not come before", () => {
  const drafter = new Drafter();
  expect(drafter.draft([1, 2, 3, 4], 4, new EagerPace())).toEqual([]);
  drafter.judge(5);
  expect([drafter.drafted, drafter.accepted]).toEqual([0, 0]);
});

test("learns from drafts that are not evaluated as well", () => {
  const never = new Pace();
  const [right, wrong] = [new Drafter(), new Drafter()];
  for (let i = 0; i < 50; i++) {
    for (const drafter of [right, wrong]) expect(drafter.draft(repeated, 4, never)).toEqual([]);
    right.judge(4);
    wrong.judge(9);
  }
  const eager = new EagerPace();
  right.draft(repeated, 4, eager);
  wrong.draft(repeated, 4, eager);
  expect(eager.likelihoods[0]).toBeGreaterThan(0.95);
  expect(eager.likelihoods[1]).toBeLessThan(0.05);
  expect([right.accepted, wrong.accepted]).toEqual([0, 0]);
});

test("takes what a grammar foresees where that promises more", () => {
  const foreseen = (tokens: number[]) => new Drafter({ expected: () => tokens }).draft(repeated, 4, new EagerPace());
  expect(foreseen([7, 7, 7, 7])).toEqual([7, 7, 7, 7]);
  expect(foreseen([7])).toEqual([4, 5, 6, 1]);
  expect(foreseen([])).toEqual([4, 5, 6, 1]);
});

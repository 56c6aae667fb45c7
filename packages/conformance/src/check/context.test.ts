import { expect, test } from "bun:test";
import fc from "fast-check";
import { Client } from "../target/client.ts";
import { Models } from "../target/models.ts";
import { CheckContext } from "./context.ts";
import { NotApplicable, Violation } from "./outcome.ts";

function contextOf(seed = 1): CheckContext {
  const endpoint = { protocol: "http:", hostname: "127.0.0.1", port: 1, basePath: "" } as const;
  const client = new Client(endpoint, [], { time: 100, bytes: 100 }, new AbortController().signal);
  const found = { declaredVersion: "0.33.0", version: "0.33.0", absent: new Set<never>() };
  const target = { client, ...found, models: new Models([]), memory: new Map() };
  return new CheckContext(client, target, { seed, runs: 50, time: 1000 });
}

test("a property that fails tells the smallest value, and how to come to it again", async () => {
  const context = contextOf();
  const tooLarge = (value: number) => (value < 17 ? undefined : new Violation(`${value} is too large`));
  const failed = context.property(fc.nat(), async (value) => {
    const violation = tooLarge(value);
    if (violation !== undefined) throw violation;
  });
  expect(await failed.catch((error: unknown) => error)).toEqual(new Violation("17 is too large"));
  expect(context.counterexample).toMatchObject({ value: "17", seed: 1 });
});

test("the same seed tries the same values", async () => {
  const tried = async () => {
    const values: number[] = [];
    await contextOf(7).property(fc.nat(), async (value) => {
      values.push(value);
    });
    return values;
  };
  const values = await tried();
  expect(values).toHaveLength(50);
  expect(await tried()).toEqual(values);
});

test("a costly property tries fewer values, but at least one", async () => {
  let tries = 0;
  const count = async () => {
    tries++;
  };
  await contextOf().property(fc.nat(), count, { weight: 10 });
  expect(tries).toBe(5);
  await contextOf().property(fc.nat(), count, { weight: 1000 });
  expect(tries).toBe(6);
});

test("what does not apply is not shrunk and no violation", async () => {
  const context = contextOf();
  const answer = context.property(fc.nat(), async () => {
    throw new NotApplicable("no model");
  });
  expect(await answer.catch((error: unknown) => error)).toBeInstanceOf(NotApplicable);
  expect(context.counterexample).toBeUndefined();
});

test("what checks share is made once", async () => {
  const context = contextOf();
  let made = 0;
  const make = async () => ++made;
  expect([await context.once("a", make), await context.once("a", make), await context.once("b", make)]).toEqual([
    1, 1, 2,
  ]);
});

test("without a model a check does not apply", () => {
  expect(() => contextOf().model).toThrow(NotApplicable);
});

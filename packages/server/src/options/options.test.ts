import { describe, expect, test } from "bun:test";
import { availableParallelism } from "node:os";
import fc from "fast-check";
import { ApiError } from "../http/error.ts";
import { generateOptions } from "./generate-options.ts";
import { optionTypes } from "./option-types.ts";
import { resolveOptions } from "./resolve-options.ts";
import { runnerSettings } from "./runner-settings.ts";

const shape = { numCtx: 100, shift: true };
const weights = { path: "/blobs/w", digest: `sha256:${"a".repeat(64)}` };
const defaults = { cacheDir: "/cache", cacheSize: 5, contextLength: 0, numParallel: 2 };

describe("resolveOptions", () => {
  test.each([
    ["num_ctx", "1", 'option "num_ctx" must be of type integer'],
    ["top_k", true, 'option "top_k" must be of type integer'],
    ["temperature", "hot", 'option "temperature" must be of type float32'],
    ["use_mmap", 1, 'option "use_mmap" must be of type boolean'],
    ["stop", "x", 'option "stop" must be of type array'],
    ["stop", ["x", 1], 'option "stop" must be of an array of strings'],
  ])("%s: %p is a 500, whichever layer it is in", (name, value, message) => {
    for (const layers of [
      [{ [name]: value }, {}],
      [{}, { [name]: value }],
    ]) {
      let error: unknown;
      try {
        resolveOptions(...layers);
      } catch (caught) {
        error = caught;
      }
      expect(error).toBeInstanceOf(ApiError);
      expect(error).toMatchObject({ status: 500, message });
    }
  });

  test.each([
    [2.9, 2],
    [-1.5, -1],
    [1e300, 2 ** 63],
    [-0.5, 0],
  ])("the integer %p is %p", (value, expected) => {
    expect(resolveOptions({ seed: value }).seed).toBe(expected);
  });

  test("a request's options replace stored ones; null, unknown names and other cases set nothing", () => {
    const stored = { temperature: 0.5, stop: ["a", "b"], top_k: 3 };
    expect(resolveOptions(stored, { stop: [], top_k: null, NUM_CTX: 1, mirostat: "x", __proto__: 1 })).toEqual({
      temperature: 0.5,
      stop: [],
      top_k: 3,
    });
  });

  test("any JSON either resolves to the declared types or is a 500", () => {
    const names = fc.constantFrom(...Object.keys(optionTypes), "other");
    fc.assert(
      fc.property(fc.dictionary(names, fc.jsonValue()), (layer) => {
        try {
          for (const [name, value] of Object.entries(resolveOptions(layer))) {
            const type = optionTypes[name as keyof typeof optionTypes];
            if (type === "integer") expect(Number.isInteger(value)).toBe(true);
            else if (type === "array") expect(Array.isArray(value)).toBe(true);
            else expect(typeof value).toBe(type === "boolean" ? "boolean" : "number");
          }
        } catch (error) {
          expect(error).toMatchObject({ name: "ApiError", status: 500 });
        }
      }),
    );
  });
});

describe("runnerSettings", () => {
  test("defaults, the environment's context and the request's", () => {
    const numCtx = (options: Record<string, unknown>, contextLength: number) =>
      runnerSettings(weights, resolveOptions(options), { ...defaults, contextLength }).numCtx;
    expect(numCtx({}, 0)).toBe(4096);
    expect(numCtx({}, 9)).toBe(9);
    expect(numCtx({ num_ctx: 64 }, 9)).toBe(64);
    expect(numCtx({ num_ctx: 0 }, 9)).toBe(4);
    expect(numCtx({ num_ctx: -5 }, 9)).toBe(4);
  });

  test("names the weights by their digest", () => {
    expect(runnerSettings(weights, { num_batch: 7, num_thread: -1 }, defaults)).toEqual({
      modelPath: "/blobs/w",
      cacheDir: "/cache",
      cacheKey: "a".repeat(64),
      cacheBytes: 5,
      numCtx: 4096,
      numParallel: 2,
      numBatch: 7,
      numThreads: 0,
    });
  });
});

test("no more threads than cores", () => {
  const threads = (num_thread: number) => runnerSettings(weights, { num_thread }, defaults).numThreads;
  expect([threads(1), threads(0), threads(1e9)]).toEqual([1, 0, availableParallelism()]);
});

describe("generateOptions", () => {
  test("documented defaults", () => {
    expect(generateOptions({}, shape)).toEqual({
      temperature: Math.fround(0.8),
      topK: 40,
      topP: Math.fround(0.9),
      minP: 0,
      typicalP: 1,
      repeatPenalty: 1,
      repeatLastN: 64,
      presencePenalty: 0,
      frequencyPenalty: 0,
      seed: -1,
      numPredict: 1000,
      numKeep: 4,
      stop: [],
      shift: true,
    });
  });

  test.each([
    [-1, 1000],
    [-7, 1000],
    [0, 0],
    [5, 5],
    [1000, 1000],
    [1001, 1000],
  ])("num_predict %p allows %p tokens in a context of 100", (numPredict, expected) => {
    expect(generateOptions({ num_predict: numPredict }, shape).numPredict).toBe(expected);
  });

  test("draft_num_predict limits what is drafted, and a negative one drafts nothing", () => {
    const drafts = [0, 5, -1].map((draft_num_predict) => generateOptions({ draft_num_predict }, shape).maxDraft);
    expect(drafts).toEqual([0, 5, 0]);
  });

  test("a number beyond f32 is a 500", () => {
    expect(() => generateOptions(resolveOptions({ temperature: 1e300 }), shape)).toThrow(
      "failed to marshal completion request: json: unsupported value: +Inf",
    );
  });

  test("topLogprobs is there only if asked for", () => {
    expect("topLogprobs" in generateOptions({}, shape)).toBe(false);
    expect(generateOptions({}, { ...shape, topLogprobs: 0 }).topLogprobs).toBe(0);
  });
});

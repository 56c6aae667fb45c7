// Compares tiny models of every architecture with what llama.cpp answered for them. Run by agreement.test.ts in a process of
// its own.
import { afterAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { greedyTokens } from "../decode/testing.ts";
import { type LoadedModel, loadModel } from "../model/load.ts";
import { relativeError } from "../model/testing.ts";
import { tinyModels } from "./tiny/models.ts";
import {
  decodeFloats,
  type Reference,
  readReference,
  referenceTokens,
  shiftedContext,
  shiftedKeep,
  shiftedTokens,
  textOf,
} from "./tiny/reference.ts";
import { tinyVocabulary } from "./tiny/tiny-model.ts";

/** Of logits: weights and activations are f32 on both sides, and only the order of sums differs. */
const tolerance = 2e-3;

const folder = mkdtempSync(join(tmpdir(), "cria-agreement-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Given {
  readonly numCtx?: number;
  readonly numParallel?: number;
  readonly numBatch?: number;
}

function load(path: string, { numCtx = 1024, numParallel = 1, numBatch = 512 }: Given = {}): Promise<LoadedModel> {
  const cache = { cacheDir: join(folder, "cache"), cacheKey: path.replace(/\W/g, "-"), cacheBytes: 1 << 30 };
  return loadModel({ modelPath: path, ...cache, numCtx, numParallel, numBatch, numThreads: 1 });
}

/** llama.cpp counts the token that ends an answer as one of it. */
const said = (tokens: readonly number[]) => tokens.filter((token) => token !== tinyVocabulary - 1);

describe.each(tinyModels.map((make) => [make().name, make] as const))("%s", (name, make) => {
  const path = join(folder, `${name}.gguf`);
  let reference: Reference;

  test("has a reference that was made with this model", async () => {
    const found = readReference(name);
    if (!found) throw new Error(`bun tools/architectures/references.ts ${name} makes it`);
    reference = found;
    await make().write(path);
    expect(createHash("sha256").update(readFileSync(path)).digest("hex")).toBe(reference.sha256);
  });

  test("gives llama.cpp's logits and greedy tokens", async () => {
    using model = await load(path);
    const text = textOf(300);
    const tokens = [...text, ...reference.tokens];
    const errors: number[] = [];
    for (const [place, logprobs] of Object.entries(reference.logprobs)) {
      const logits = model.evaluator.prefill(0, tokens.slice(0, text.length + Number(place)), 0);
      errors.push(relativeError(logits.subarray(0, tinyVocabulary), decodeFloats(logprobs)));
    }
    console.log(`${name}: largest relative error ${Math.max(...errors).toExponential(1)}`);
    expect(Math.max(...errors)).toBeLessThan(tolerance);
    expect(greedyTokens(model, [text], referenceTokens)[0]).toEqual(said(reference.tokens));
  });

  test("gives the same tokens in chunks, after other texts, behind a cached prefix, and in slots of different length", async () => {
    const text = textOf(300);
    const other = [...text.slice(0, 211), 3, 1, 4, 1, 5];
    {
      const chunked = { numBatch: 37 };
      using model = await load(path, chunked);
      const expected = said(reference.tokens);
      const [first, , again] = greedyTokens(model, [text, other, text], referenceTokens, chunked);
      expect(first).toEqual(expected);
      expect(again).toEqual(expected);
    }
    const given = { numParallel: 3, numBatch: 64 };
    using model = await load(path, given);
    const short = text.slice(0, 23);
    const [beside, , others] = greedyTokens(model, [text, short, other], referenceTokens, given);
    expect(beside).toEqual(said(reference.tokens));
    using alone = await load(path);
    expect(others).toEqual(greedyTokens(alone, [other], referenceTokens)[0]!);
  });

  test("goes on behind the end of its context", async () => {
    // llama-server shifts when one more token would fill the context.
    using model = await load(path, { numCtx: shiftedContext - 1 });
    const [tokens] = greedyTokens(model, [textOf(480)], shiftedTokens, { numKeep: shiftedKeep });
    if (reference.shifted) expect(tokens).toEqual(said(reference.shifted));
    else expect(tokens!.length).toBeGreaterThan(0);
  });

  test("goes on behind tokens that were taken back, or come from another slot, as if it had seen no others", async () => {
    using model = await load(path, { numParallel: 2, numBatch: 64 });
    const { evaluator, logitsLength } = model;
    const text = textOf(120);
    /** The logits behind tokens, evaluated in the other slot from the first on. */
    const plain = (tokens: readonly number[]) => {
      evaluator.prefill(1, tokens.slice(0, 60), 0);
      return evaluator.prefill(1, tokens.slice(60), 60).slice();
    };
    const tried = [...text.slice(110, 116), 9, 9, 9, 9];
    for (const at of [0, 55]) evaluator.prefill(0, text.slice(at, at + 55), at);
    const logits = evaluator.prefillAll(0, tried, 110).slice();
    for (const count of [1, 6, 10]) {
      const row = logits.subarray((count - 1) * logitsLength, count * logitsLength);
      expect(row).toEqual(plain([...text.slice(0, 110), ...tried.slice(0, count)]));
    }
    evaluator.keepFirst(0, tried, 110, 6);
    evaluator.prefill(0, text.slice(116), 116);
    evaluator.keepCheckpoint(0);
    const expected = plain([...text, 7]);
    expect(evaluator.prefill(0, [7], text.length)).toEqual(expected);
    expect(evaluator.copyRows(0, 1, text.length, 0)).toBe(text.length);
    expect(evaluator.prefill(1, [7], text.length)).toEqual(expected);
  });

  test("has its keys after a shift as if they had been computed in their new places", async () => {
    // Tokens that are all the same become the same in every place, but for their rotation; not so with sinks.
    if (name.startsWith("gpt-oss")) return;
    const tokens = (count: number) => new Array<number>(count).fill(7);
    // Only beside tokens with other values does it matter how much weight the keys get.
    const others = [9, 30, 11];
    const [used, keep, count] = [690, 5, 342];
    using shifted = await load(path, { numCtx: 700, numBatch: 16 });
    for (let past = 0; past < used; past += 15) shifted.evaluator.prefill(0, tokens(15), past);
    // What can't be shifted is evaluated anew.
    if (!shifted.evaluator.dropRows(0, keep, count, used)) return;
    const logits = shifted.evaluator.prefill(0, others, used - count);
    using fresh = await load(path, { numCtx: 700 });
    const expected = fresh.evaluator.prefill(0, [...tokens(used - count), ...others], 0);
    expect(relativeError(logits.subarray(0, tinyVocabulary), expected.subarray(0, tinyVocabulary))).toBeLessThan(1e-4);
  });

  test("gives the same logits with windows of memory as with all of it", async () => {
    const text = textOf(1500);
    using whole = await load(path, { numCtx: 2048, numBatch: 2048 });
    using windowed = await load(path, { numCtx: 2048, numBatch: 32 });
    for (let i = 0; i < text.length; i += 30) {
      const end = Math.min(i + 30, text.length);
      const logits = windowed.evaluator.prefill(0, text.slice(i, end), i).slice();
      if (end % 450 === 0 || end === text.length) {
        expect(logits).toEqual(whole.evaluator.prefill(0, text.slice(0, end), 0).slice());
      }
    }
    // What lies behind the window is still there to go back to.
    expect(windowed.evaluator.rewind(0, 1400)).toBeOneOf([0, 1400]);
  });
});

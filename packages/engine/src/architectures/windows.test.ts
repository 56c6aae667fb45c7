import { expect, test } from "bun:test";
import fc from "fast-check";
import { GgufError } from "../gguf/error.ts";
import type { GgufValue } from "../gguf/value.ts";
import { ModelKeys } from "./model-keys.ts";
import { sharedLayers } from "./shared-keys.ts";
import { windowedLayers, windowLength } from "./windows.ts";

const keys = (values: Record<string, GgufValue>) =>
  new ModelKeys(
    { metadata: new Map(Object.entries(values).map(([key, value]) => [`x.attention.${key}`, value])) },
    "x",
  );
const list = (value: readonly boolean[]): GgufValue => ({ type: "array", elementType: "bool", value: [...value] });
const u32 = (value: number): GgufValue => ({ type: "u32", value });
const flags = fc.array(fc.boolean(), { minLength: 1, maxLength: 12 });

test("a list says it layer by layer, also in a model of one layer", () => {
  fc.assert(
    fc.property(flags, (isLocal) => {
      expect(windowedLayers(keys({ sliding_window_pattern: list(isLocal) }), isLocal.length, 3)).toEqual(isLocal);
    }),
  );
});

test("one layer of every few looks at all tokens", () => {
  expect(windowedLayers(keys({}), 7, 3)).toEqual([true, true, false, true, true, false, true]);
  expect(windowedLayers(keys({}), 4, 3, true)).toEqual([false, true, true, false]);
  expect(windowedLayers(keys({ sliding_window_pattern: u32(2) }), 3, 3)).toEqual([true, false, true]);
  expect(windowedLayers(keys({ sliding_window_pattern: u32(0) }), 2, 3)).toEqual([true, true]);
});

test("lists that are too short are refused", () => {
  expect(() => windowedLayers(keys({ sliding_window_pattern: list([true, false]) }), 3, 3)).toThrow(GgufError);
});

test("a window of 0 is none", () => {
  expect(windowLength(keys({ sliding_window: u32(0) }), 512)).toBeUndefined();
  expect(windowLength(keys({}), 512)).toBe(512);
});

test("layers share keys and values with the last layer of their kind that has its own", () => {
  fc.assert(
    fc.property(flags, fc.nat(11), (isLocal, shared) => {
      fc.pre(shared < isLocal.length);
      const first = isLocal.length - shared;
      const own = isLocal.slice(0, first);
      const given = keys({ shared_kv_layers: u32(shared) });
      if (!isLocal.every((kind) => own.includes(kind))) {
        expect(() => sharedLayers(given, isLocal, 0)).toThrow(GgufError);
        return;
      }
      for (const [layer, source] of sharedLayers(given, isLocal, 0).entries()) {
        if (layer < first) expect(source).toBeUndefined();
        else
          expect([source! < first, isLocal[source!], own.slice(source! + 1).includes(isLocal[layer]!)]).toEqual([
            true,
            isLocal[layer],
            false,
          ]);
      }
    }),
  );
});

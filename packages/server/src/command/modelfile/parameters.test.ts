import { expect, test } from "bun:test";
import { parseParameter } from "./parameters.ts";

test.each([
  ["num_ctx", ["4096"], 4096],
  ["num_ctx", ["1", "2"], 2],
  ["seed", ["-1"], -1],
  ["top_k", ["+40"], 40],
  ["temperature", ["0.7"], 0.7],
  ["temperature", ["1"], 1],
  ["top_p", [".5"], 0.5],
  ["top_p", ["9e-1"], 0.9],
  ["use_mmap", ["true"], true],
  ["use_mmap", ["F"], false],
  ["stop", ["user:"], ["user:"]],
  ["stop", ["a", "b c"], ["a", "b c"]],
])("%s %j is %j", (name, texts, value) => {
  expect(parseParameter(name, texts)).toEqual(value);
});

test.each([
  ["num_ctx", ["4k"], "invalid int value [4k]"],
  ["num_ctx", ["1.5"], "invalid int value [1.5]"],
  ["num_ctx", ["0x10"], "invalid int value [0x10]"],
  ["num_ctx", [""], "invalid int value []"],
  ["temperature", ["hot"], "invalid float value [hot]"],
  ["temperature", ["1e999"], "invalid float value [1e999]"],
  ["temperature", [" 1"], "invalid float value [ 1]"],
  ["use_mmap", ["yes"], "invalid bool value [yes]"],
  ["nope", ["1"], "unknown parameter 'nope'"],
  ["TEMPERATURE", ["1"], "unknown parameter 'TEMPERATURE'"],
  ["__proto__", ["1"], "unknown parameter '__proto__'"],
  ["", ["top_k 1"], "unknown parameter ''"],
])("%s %j: %s", (name, texts, message) => {
  expect(() => parseParameter(name, texts)).toThrow(new Error(message));
});

import { describe, expect, test } from "bun:test";
import { checkArgumentCount, parseArguments } from "./arguments.ts";
import type { Flag } from "./command.ts";

const known: Flag[] = [
  { name: "file", short: "f", type: "string", help: "" },
  { name: "verbose", short: "v", type: "boolean", help: "" },
  { name: "quiet", type: "boolean", help: "" },
  { name: "think", type: "optional", help: "" },
];

test.each([
  [[], [], {}],
  [["a", "b c"], ["a", "b c"], {}],
  [["a", "--file", "x", "b"], ["a", "b"], { file: "x" }],
  [["--file=x", "a"], ["a"], { file: "x" }],
  [["--file="], [], { file: "" }],
  [["-f", "x"], [], { file: "x" }],
  [["-fx"], [], { file: "x" }],
  [["-f=x"], [], { file: "x" }],
  [["-vf", "x"], [], { verbose: true, file: "x" }],
  [["--file", "--verbose"], [], { file: "--verbose" }],
  [["--verbose=false", "a"], ["a"], { verbose: false }],
  [["--verbose", "false"], ["false"], { verbose: true }],
  [["--think", "high"], ["high"], { think: "true" }],
  [["--think=high"], [], { think: "high" }],
  [["a", "--", "--verbose", "-x"], ["a", "--verbose", "-x"], {}],
  [["-"], ["-"], {}],
])("%j", (argv, positionals, flags) => {
  expect(parseArguments(argv, known)).toEqual({ positionals, flags, help: false });
});

test.each([["--help"], ["-h"]])("%s asks for help", (flag) => {
  expect(parseArguments(["a", flag], known).help).toBe(true);
});

describe("errors", () => {
  test.each([
    [["--nope"], "unknown flag: --nope"],
    [["--nope=1"], "unknown flag: --nope"],
    [["-x"], "unknown shorthand flag: 'x' in -x"],
    [["--file"], "flag needs an argument: --file"],
    [["-f"], "flag needs an argument: 'f' in -f"],
    [
      ["--verbose=maybe"],
      'invalid argument "maybe" for "-v, --verbose" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    [["--quiet=2"], 'invalid argument "2" for "--quiet" flag: strconv.ParseBool: parsing "2": invalid syntax'],
  ])("%j", (argv, message) => {
    expect(() => parseArguments(argv, known)).toThrow(new Error(message));
  });
});

test("argument counts", () => {
  expect(() => checkArgumentCount(0, 1, 1)).toThrow("accepts 1 arg(s), received 0");
  expect(() => checkArgumentCount(3, 2, 2)).toThrow("accepts 2 arg(s), received 3");
  expect(() => checkArgumentCount(0, 1, undefined)).toThrow("requires at least 1 arg(s), only received 0");
  expect(() => checkArgumentCount(2, 0, 1)).toThrow("accepts at most 1 arg(s), received 2");
  checkArgumentCount(1, 1, 1);
  checkArgumentCount(9, 1, undefined);
});

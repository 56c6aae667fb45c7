import { expect, test } from "bun:test";
import { InstallError, installArguments, moduleUrl, nodeLlamaCppVersion } from "./install.ts";
import { enabledFeatures } from "./subject.ts";

test("only the platform's CPU build is installed", () => {
  const args = installArguments("/folder", "linux", "x64");
  expect(args.slice(0, 3)).toEqual(["install", "--prefix", "/folder"]);
  expect(args).toContain("--omit=optional");
  expect(args.filter((arg) => arg.startsWith("@"))).toEqual([`@node-llama-cpp/linux-x64@${nodeLlamaCppVersion}`]);
});

test("a platform without a build is an InstallError", () => {
  expect(() => installArguments("/folder", "aix", "ppc64")).toThrow(InstallError);
});

test("its module lies in the benchmark's folder", () => {
  expect(moduleUrl("/some dir")).toMatch(/^file:\/\/\/some%20dir\/node-llama-cpp\/.*\/dist\/index\.js$/);
});

test("features that are on are read from llama.cpp's system information", () => {
  expect(enabledFeatures("CPU : AVX2 = 1 | AVX512 = 0 | AMX_INT8 = 1 | REPACK = 1 | ")).toEqual([
    "AVX2",
    "AMX_INT8",
    "REPACK",
  ]);
});

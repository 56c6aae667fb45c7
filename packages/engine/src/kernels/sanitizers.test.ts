import { afterAll, expect } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programNamed, testWith, x64Linux } from "./tools.ts";
import { buildVectors, runVectors } from "./vectors.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-sanitizers-"));
afterAll(() => rmSync(folder, { recursive: true }));

const flags = [
  "-O0", // half a minute, where -O1 takes minutes
  "-g1",
  "-Wno-psabi", // vectors are passed to inlined functions only
  "-fsanitize=address,undefined,float-cast-overflow",
  "-fno-sanitize-recover=all",
];

testWith(
  { "x86-64 Linux": x64Linux, "clang-19": programNamed("clang-19") },
  "kernels and operators pass under address and undefined-behaviour sanitizers, with random blocks",
  async (tools) => {
    const program = await buildVectors("x64", join(folder, "vectors"), tools["clang-19"], flags);
    for (const seed of ["1", "2"]) {
      const digests = await runVectors(`this CPU, sanitized, seed ${seed}`, [program, seed]);
      expect(new Set(digests.values()).size).toBe(1);
    }
  },
  900_000,
);

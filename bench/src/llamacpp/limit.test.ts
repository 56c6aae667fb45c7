import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { limitFor, limiting } from "./limit.ts";

test("levels below AVX-512 limit llama.cpp to as much, others don't", () => {
  expect(limitFor("avx2")).toEqual({
    most: "haswell",
    allowed: ["x64", "sse42", "sandybridge", "ivybridge", "piledriver", "haswell"],
  });
  expect(limitFor("portable")).toEqual({ most: "x64", allowed: ["x64"] });
  expect(limitFor("avxvnni")?.most).toBe("alderlake");
  for (const level of ["avx512", "avx512vnni", "amx", "neon", "i8mm", "off", "toString", undefined]) {
    expect(limitFor(level)).toBeUndefined();
  }
});

test("other libraries are hidden from the command alone", () => {
  const folder = mkdtempSync(join(tmpdir(), "cria bench-"));
  try {
    const names = ["haswell", "x64", "zen4"];
    const files = names.map((name) => join(folder, `libggml-cpu-${name}.so`));
    for (const file of files) writeFileSync(file, "library");
    const command = limiting(limitFor("avx2")!, folder);
    if (!command) {
      console.warn("Not tested: files can't be hidden from a process on this machine.");
      return;
    }
    const sizes = (before: string[]) =>
      Bun.spawnSync([...before, "wc", "-c", ...files])
        .stdout.toString()
        .match(/\d+(?= .*ggml)/g);
    expect(sizes(command)).toEqual(["7", "7", "0"]);
    expect(sizes([])).toEqual(["7", "7", "7"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

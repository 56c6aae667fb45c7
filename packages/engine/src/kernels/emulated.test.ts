import { afterAll, expect } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programNamed, testWith, x64Linux, zig } from "./tools.ts";
import { buildVectors, runVectors } from "./vectors.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-emulated-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Emulated CPUs, and the levels that they can run. */
const arm64 = { max: ["portable", "neon", "i8mm"], "cortex-a76": ["portable", "neon"], "cortex-a72": ["portable"] };
const x64 = { Nehalem: ["portable"] };

testWith(
  {
    "x86-64 Linux": x64Linux,
    "zig 0.17.0": zig,
    "qemu-aarch64": programNamed("qemu-aarch64"),
    "qemu-x86_64": programNamed("qemu-x86_64"),
  },
  "this CPU and emulated ones, x86-64 and ARM64, give the same bits at every level that they have",
  async (tools) => {
    const compiler = (target: string) => [...tools["zig 0.17.0"], "cc", "-target", target];
    const onX64 = await buildVectors("x64", join(folder, "x64"), compiler("x86_64-linux-gnu.2.17"), []);
    const onArm = await buildVectors("arm64", join(folder, "arm64"), compiler("aarch64-linux-musl"), ["-static"]);

    const digests = new Set((await runVectors("this CPU", [onX64])).values());
    const emulate = async (emulator: string, cpus: Record<string, string[]>, program: string) => {
      for (const [cpu, levels] of Object.entries(cpus)) {
        const results = await runVectors(`${cpu}, emulated`, [
          ...tools[emulator as "qemu-x86_64"],
          "-cpu",
          cpu,
          program,
        ]);
        expect([...results.keys()]).toEqual(levels);
        for (const digest of results.values()) digests.add(digest);
      }
    };
    await emulate("qemu-aarch64", arm64, onArm);
    await emulate("qemu-x86_64", x64, onX64);
    expect([...digests]).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)]);
  },
  900_000,
);

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InstallError } from "./install.ts";
import { LlamaCpp } from "./llama-cpp.ts";
import { Programs, programNames } from "./programs.ts";
import { ToolsContender } from "./tools-contender.ts";

const patience = { milliseconds: 0, attempts: 1 };

/** A program that answers as llama.cpp's of its name do, if it is given what they need. */
const stand = `#!/bin/sh
case "$(basename "$0") $*" in
  *--version*) echo "version: 9.9 (build 7, commit abc)" ;;
  *--list-devices*) echo "load_backend: loaded CPU backend from /somewhere/libggml-cpu-zen4.so" >&2 ;;
  "llama-bench --model m --threads 3 -p 256,512 "*)
    echo '{"n_prompt": 256, "n_gen": 0, "n_depth": 0, "samples_ns": [2000000]}'
    echo '{"n_prompt": 512, "n_gen": 0, "n_depth": 0, "samples_ns": [4000000]}' ;;
  "llama-bench --model m --threads 3 -p 0 -n 16 -d 0,1500 -r 2 "*)
    echo '{"n_prompt": 0, "n_gen": 16, "n_depth": 0, "samples_ns": [16000000, 32000000]}'
    echo '{"n_prompt": 0, "n_gen": 16, "n_depth": 1500, "samples_ns": [48000000, 48000000]}' ;;
  "llama-batched-bench --model m --threads 3 -npp 1 -ntg 16,16 -npl 1,8 -c 4096 "*)
    for slots in 1 8 1 8; do echo "{\\"pp\\": 1, \\"tg\\": 16, \\"pl\\": $slots, \\"t_tg\\": 0.$slots}"; done ;;
  "llama-completion --model m --threads 3 "*"--predict 1 "*) echo a; sleep 0.3 ;;
  *) echo "unexpected: $0 $*" >&2; exit 1 ;;
esac
`;

describe.skipIf(process.platform === "win32")("llama.cpp's own programs", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "cria-bench-"));
    for (const name of programNames) {
      writeFileSync(join(folder, name), stand);
      chmodSync(join(folder, name), 0o755);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const contender = () =>
    new ToolsContender(Programs.in(folder)!, { version: "9.9", threads: 3, kernels: "zen4" }, "m", patience);

  test("tell what they are", async () => {
    const expected = { version: "9.9 (build 7, commit abc)", cpuLibrary: "/somewhere/libggml-cpu-zen4.so" };
    expect(await Programs.in(folder)!.describe()).toEqual(expected);
  });

  test("are measured as Cria is", async () => {
    await using side = await contender().open();
    expect((await side.prefill([256, 512])).map(({ milliseconds }) => milliseconds)).toEqual([2, 4]);
    const decode = await side.decode([0, 1500], 32);
    expect(decode).toMatchObject([
      { evaluate: [1, 2], stepsEach: 16 },
      { evaluate: [3, 3], stepsEach: 16 },
    ]);
    const together = await side.decodeTogether([1, 8], 32);
    expect(together.map(({ evaluate }) => evaluate)).toEqual([
      [6.25, 6.25],
      [50, 50],
    ]);
    expect(await side.peakBytes()).toBeGreaterThan(0);
  });

  test("load until their first token, not until their end", async () => {
    expect((await contender().firstToken()).milliseconds).toBeLessThan(300);
  });

  test("say what went wrong", async () => {
    await using side = await contender().open();
    await expect(side.prefill([7])).rejects.toThrow("unexpected: ");
  });

  test("are missed where there are none", async () => {
    expect(Programs.in(join(folder, "nothing"))).toBeUndefined();
    const toolsDir = join(folder, "nothing");
    const settings = { peer: "tools", toolsDir, level: undefined, benchDir: folder, threads: 1, patience } as const;
    await expect(LlamaCpp.prepare(settings, () => {})).rejects.toThrow(InstallError);
  });
});

import { expect, test } from "bun:test";
import { runProgram } from "./run-program.ts";

/** A program of ours with this text. */
const program = (script: string) => [process.execPath, "-e", script];

test("what a program says and takes is told", async () => {
  const script =
    "console.log('first'); const b = Buffer.alloc(2 ** 27, 1); await Bun.sleep(300); console.error(b.length)";
  const start = performance.now();
  const { stdout, stderr, firstOutput, peakBytes, others } = await runProgram(program(script));
  expect(stdout).toBe("first\n");
  expect(stderr).toBe(`${2 ** 27}\n`);
  expect(firstOutput).toBeLessThan(performance.now() - start - 200);
  expect(peakBytes).toBeGreaterThan(2 ** 27);
  expect(peakBytes).toBeLessThan(2 ** 30);
  expect(others).toBeGreaterThanOrEqual(0);
});

test("a program without output first speaks at its end", async () => {
  expect((await runProgram(program("await Bun.sleep(100)"))).firstOutput).toBeGreaterThan(100);
});

test("a program that fails is an error with its last lines", async () => {
  const script = "for (let i = 0; i < 99; i++) console.error('line', i); process.exit(3)";
  const failure = runProgram(program(script));
  await expect(failure).rejects.toThrow(/ended \(3\)\.\n.*line 87\n[\s\S]*line 98$/);
});

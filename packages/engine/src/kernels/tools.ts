import { test } from "bun:test";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** A command and its first arguments. */
export type Tool = readonly string[];

const python = join(process.env.CRIA_TOOLS ?? join(homedir(), ".cache/cria-ci"), "venv/bin/python");

/** Python with the packages that `.ci/tools` installs. */
export const toolPython: Tool | undefined = existsSync(python) ? [python] : undefined;

/** The compiler of `native/build.sh`, in the version that it wants. */
export const zig: Tool | undefined = [
  process.env.ZIG?.split(" ") ?? [],
  [python, "-m", "ziglang"],
  ["python3", "-m", "ziglang"],
].find(([program, ...rest]) => {
  if (!program || !Bun.which(program)) return false;
  const { stdout } = Bun.spawnSync([program, ...rest, "version"], { stderr: "ignore" });
  return stdout.toString().trim() === "0.17.0";
});

/** Nothing to run, but what a test may need. */
export const x64Linux: Tool | undefined = process.platform === "linux" && process.arch === "x64" ? [] : undefined;

export function programNamed(name: string): Tool | undefined {
  const path = Bun.which(name);
  return path ? [path] : undefined;
}

/**
 * A test that needs tools which a user need not have. Without one of them it is skipped, and says so; where CRIA_CI is
 * set, it fails.
 */
export function testWith<Name extends string>(
  tools: Record<Name, Tool | undefined>,
  name: string,
  body: (tools: Record<Name, Tool>) => Promise<void>,
  milliseconds: number,
): void {
  const missing = Object.keys(tools).filter((key) => !tools[key as Name]);
  if (missing.length === 0) {
    test(name, () => body(tools as Record<Name, Tool>), milliseconds);
  } else if (process.env.CRIA_CI) {
    test(name, () => {
      throw new Error(`there is no ${missing.join(" and no ")}; .ci/tools installs what the tests need`);
    });
  } else {
    test.skip(`${name} (there is no ${missing.join(" and no ")})`, () => {});
  }
}

/** What a command prints. Throws with all that it printed when it fails. */
export async function run(command: readonly string[], environment: Record<string, string> = {}): Promise<string> {
  const child = Bun.spawn([...command], {
    stdout: "pipe",
    stderr: "pipe",
    env: { ...process.env, ...environment },
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  const exit = await child.exited;
  if (exit !== 0) {
    throw new Error(`${command.join(" ")} ended with ${child.signalCode ?? exit}:\n${stdout}${stderr}`);
  }
  return stdout;
}

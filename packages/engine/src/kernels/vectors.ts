import { join } from "node:path";
import { run, type Tool } from "./tools.ts";

const native = join(import.meta.dir, "../../native");

/** Builds the program of `native/tests`. */
export async function buildVectors(
  architecture: "x64" | "arm64",
  output: string,
  compiler: Tool,
  flags: readonly string[],
): Promise<string> {
  await run([join(native, "tests/build.sh"), architecture, output, compiler.join(" "), ...flags]);
  return output;
}

/** Runs it: digests of all results by level. Also says which levels ran, for the log of the tests. */
export async function runVectors(what: string, command: readonly string[]): Promise<Map<string, string>> {
  const lines = (await run(command)).trim().split("\n");
  const digests = new Map(lines.map((line) => line.split(" ") as [string, string]));
  console.log(`kernels on ${what}: ${[...digests.keys()].join(", ")}`);
  return digests;
}

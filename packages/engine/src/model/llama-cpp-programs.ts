/** llama.cpp's own programs, for tests that hold Cria to what they compute. */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Fetches the newest programs into {@link fetched}; lies beside the repository, if at all. */
const script = resolve(import.meta.dirname, "../../../../../shared/tools/llama-tools");
const fetched = join(homedir(), ".cache/llama-tools/bin");
const folder = process.env.CRIA_LLAMA_TOOLS ?? fetched;

const pathOf = (program: string) => join(folder, process.platform === "win32" ? `${program}.exe` : program);
const present = () => ["llama-server", "llama-quantize"].every((program) => existsSync(pathOf(program)));

/** Whether there are neither programs nor a script that fetches them. */
export const llamaCppAbsent = !present() && (folder !== fetched || !existsSync(script));

/** Path of a program; fetches all where they are not there yet. */
export async function llamaCppProgram(name: string): Promise<string> {
  if (!present()) {
    const child = Bun.spawn([script], { stdin: "ignore", stdout: "ignore", stderr: "pipe" });
    const said = await child.stderr.text();
    if ((await child.exited) !== 0 || !present()) throw new Error(`llama.cpp's programs can't be fetched: ${said}`);
  }
  return pathOf(name);
}

/** Runs `llama-quantize` to its end; gives its status and what it wrote. */
export async function runQuantize(args: readonly string[]): Promise<{ status: number; output: string }> {
  const child = Bun.spawn([await llamaCppProgram("llama-quantize"), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { status: await child.exited, output: stdout + stderr };
}

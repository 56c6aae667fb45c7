import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Fetches llama.cpp's newest programs into {@link fetched}; lies beside the repository, if at all. */
const script = resolve(import.meta.dirname, "../../../../../shared/tools/llama-tools");
const fetched = join(homedir(), ".cache/llama-tools/bin");
const folder = process.env.CRIA_LLAMA_TOOLS ?? fetched;

const pathOf = (program: string) => join(folder, process.platform === "win32" ? `${program}.exe` : program);
const present = () => ["llama-server", "llama-quantize"].every((program) => existsSync(pathOf(program)));

/** Whether there are neither llama.cpp's own programs nor the script that fetches them. */
export const llamaCppAbsent = !present() && (folder !== fetched || !existsSync(script));

/** Path of one of llama.cpp's programs; fetches them where they are not there yet. */
export async function llamaCppProgram(name: string): Promise<string> {
  if (!present()) {
    const child = Bun.spawn([script], { stdio: ["ignore", "ignore", "pipe"] });
    const said = await child.stderr.text();
    if ((await child.exited) !== 0 || !present()) throw new Error(`llama.cpp's programs can't be fetched: ${said}`);
  }
  return pathOf(name);
}

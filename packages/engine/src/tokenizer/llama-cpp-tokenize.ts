import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GgufValue } from "../gguf/value.ts";
import { llamaCppProgram } from "../model/llama-cpp-programs.ts";
import { writeRandomModel } from "../model/testing.ts";
import type { EncodeOptions } from "./tokenizer.ts";

const settings = ["--ctx-size", "64", "--parallel", "1", "--threads", "1", "--gpu-layers", "0", "--device", "none"];
const quick = ["--no-warmup", "--no-webui", "--offline", "--cache-ram", "0", "--fit", "off"];
const sizes = { hidden: 32, heads: 1, kvHeads: 1, headDim: 32, feedForward: 32, layers: 1 };

/** `llama-server` on a model of a few random weights, for its tokenizer. */
export class LlamaTokenizer implements AsyncDisposable {
  readonly #child: Bun.Subprocess<"ignore", "ignore", "pipe">;
  readonly #folder: string;
  readonly #url: string;

  private constructor(child: Bun.Subprocess<"ignore", "ignore", "pipe">, folder: string, url: string) {
    this.#child = child;
    this.#folder = folder;
    this.#url = url;
  }

  /** Throws an Error with what the server said if it refuses the tokenizer that `metadata` describes. */
  static async start(metadata: Readonly<Record<string, GgufValue>>): Promise<LlamaTokenizer> {
    const tokens = metadata["tokenizer.ggml.tokens"];
    const vocabulary = tokens?.type === "array" ? tokens.value.length : 0;
    const folder = await mkdtemp(join(tmpdir(), "cria-tokenizer-"));
    const path = await writeRandomModel(folder, "llama", "F32", { sizes: { ...sizes, vocabulary }, metadata });
    const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
    listener.stop(true);
    const args = ["--model", path, "--host", "127.0.0.1", "--port", `${listener.port}`, ...settings, ...quick];
    const child = Bun.spawn([await llamaCppProgram("llama-server"), ...args], { stdio: ["ignore", "ignore", "pipe"] });
    const said = child.stderr.text();
    const server = new LlamaTokenizer(child, folder, `http://127.0.0.1:${listener.port}`);
    while (child.exitCode === null && child.signalCode === null) {
      const health = await fetch(`${server.#url}/health`).catch(() => undefined);
      if (health?.ok) return server;
      await Bun.sleep(10);
    }
    await server[Symbol.asyncDispose]();
    throw new Error(`llama-server ended: ${(await said).slice(-2000)}`);
  }

  /** The ids that llama.cpp gives for a text. */
  async encode(content: string, { addSpecial, parseSpecial }: EncodeOptions): Promise<number[]> {
    const body = JSON.stringify({ content, add_special: addSpecial, parse_special: parseSpecial });
    const response = await fetch(`${this.#url}/tokenize`, { method: "POST", body });
    const { tokens } = (await response.json()) as { tokens?: number[] };
    if (tokens === undefined)
      throw new Error(`llama-server answered ${response.status} for ${JSON.stringify(content)}`);
    return tokens;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.exited;
    await rm(this.#folder, { recursive: true, force: true });
  }
}

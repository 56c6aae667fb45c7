import { llamaCppProgram } from "./llama-cpp-programs.ts";

/** One of the likeliest tokens at some place. */
export interface LikelyToken {
  readonly id: number;
  readonly logprob: number;
}

/** What llama.cpp answered. */
export interface Completion {
  readonly text: string;
  readonly tokens: readonly number[];
  /** For each token the likeliest ones there. Tokens that end within a character have no entry here. */
  readonly likely: readonly (readonly LikelyToken[])[];
}

interface ServerAnswer {
  readonly content: string;
  readonly tokens: number[];
  readonly completion_probabilities?: readonly { readonly top_logprobs: readonly LikelyToken[] }[];
  readonly error?: { readonly message: string };
}

const settings = ["--ctx-size", "512", "--parallel", "1", "--threads", "1", "--gpu-layers", "0"];
const quick = ["--no-warmup", "--no-webui", "--offline", "--cache-ram", "0"];

/** With these, attention is computed in f32, as ours; by default llama.cpp rounds keys, values and sums to 16 bits. */
export const exactAttention = ["--flash-attn", "off", "--cache-type-k", "f32", "--cache-type-v", "f32"];

type Child = Bun.Subprocess<"ignore", "ignore", "pipe">;

/** A running `llama-server` with one model, by default with its defaults in whatever counts for what it computes. */
export class LlamaServer implements AsyncDisposable {
  readonly #child: Child;
  readonly #url: string;

  private constructor(child: Child, url: string) {
    this.#child = child;
    this.#url = url;
  }

  /** Throws an Error with what the server said when it can't load the model. */
  static async start(modelPath: string, options: readonly string[] = []): Promise<LlamaServer> {
    const [program, port] = [await llamaCppProgram("llama-server"), `${freePort()}`];
    const args = ["--model", modelPath, "--host", "127.0.0.1", "--port", port, ...settings, ...quick, ...options];
    const child = Bun.spawn([program, ...args], { stdio: ["ignore", "ignore", "pipe"] });
    const said = lastOf(child.stderr);
    const url = `http://127.0.0.1:${port}`;
    while (child.exitCode === null && child.signalCode === null) {
      const health = await fetch(`${url}/health`).catch(() => undefined);
      if (health?.ok) return new LlamaServer(child, url);
      await Bun.sleep(20);
    }
    throw new Error(`llama-server ended: ${await said}`);
  }

  /** The build, such as "b11669-0123abc". */
  async build(): Promise<string> {
    const response = await fetch(`${this.#url}/props`);
    return ((await response.json()) as { build_info: string }).build_info;
  }

  /**
   * At most `count` greedy tokens behind a prompt, and the `likely` likeliest ones at each place; `further` goes into the
   * request as it is.
   */
  async greedy(
    prompt: readonly number[],
    count: number,
    likely = 0,
    further: Readonly<Record<string, unknown>> = {},
  ): Promise<Completion> {
    const body = {
      prompt,
      n_predict: count,
      n_probs: likely,
      return_tokens: true,
      temperature: 0,
      cache_prompt: false,
      ...further,
    };
    const response = await fetch(`${this.#url}/completion`, { method: "POST", body: JSON.stringify(body) });
    const answer = (await response.json()) as ServerAnswer;
    if (answer.error) throw new Error(answer.error.message);
    const probabilities = answer.completion_probabilities ?? [];
    return { text: answer.content, tokens: answer.tokens, likely: probabilities.map((entry) => entry.top_logprobs) };
  }

  /** The embedding of a text, or those of its tokens with pooling "none": as the model gives them, not normalised. */
  async embed(content: readonly number[] | string): Promise<number[][]> {
    const body = JSON.stringify({ content, embd_normalize: -1 });
    const response = await fetch(`${this.#url}/embedding`, { method: "POST", body });
    const answer = (await response.json()) as { error?: { message: string } } | { embedding: number[][] }[];
    if (!Array.isArray(answer)) throw new Error(answer.error?.message ?? JSON.stringify(answer));
    return answer[0]!.embedding;
  }

  /** The score of a document, from a model that ranks. */
  async rank(query: string, document: string): Promise<number> {
    const body = JSON.stringify({ query, documents: [document] });
    const response = await fetch(`${this.#url}/rerank`, { method: "POST", body });
    const answer = (await response.json()) as {
      error?: { message: string };
      results: { relevance_score: number }[];
    };
    if (answer.error) throw new Error(answer.error.message);
    return answer.results[0]!.relevance_score;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.exited;
  }
}

/** The last kilobytes of a stream. */
async function lastOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of stream) text = (text + decoder.decode(chunk, { stream: true })).slice(-4096);
  return text;
}

/** A port that nobody listens on. */
function freePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  listener.stop(true);
  return listener.port;
}

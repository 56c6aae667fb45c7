import { readGguf } from "../gguf/reader.ts";
import { greedyOptions } from "../runner/greedy-options.ts";
import { startRunner } from "../runner/start.ts";
import type { Logprob, Runner } from "../runner/types.ts";
import { createTokenizer } from "../tokenizer/create-tokenizer.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import type { Completion, LlamaServer } from "./llama-cpp-server.ts";

const bytesOf = (bytes: Iterable<number>) => String.fromCharCode(...bytes);

/** A runner that answers what {@link LlamaServer} does. Tokens must have bytes of their own. */
export class OurSide implements AsyncDisposable {
  readonly #runner: Runner;
  readonly #ids: ReadonlyMap<string, number>;
  readonly tokenizer: Tokenizer;

  private constructor(runner: Runner, tokenizer: Tokenizer) {
    this.#runner = runner;
    this.tokenizer = tokenizer;
    const ids = Array.from({ length: tokenizer.vocabSize }, (_, id) => id);
    this.#ids = new Map(ids.map((id) => [bytesOf(tokenizer.piece(id, true)), id]));
  }

  static async start(modelPath: string): Promise<OurSide> {
    const tokenizer = createTokenizer(await readGguf(modelPath));
    const cache = { cacheDir: `${modelPath}-cache`, cacheKey: "model", cacheBytes: 0 };
    const sizes = { numCtx: 512, numParallel: 1, numBatch: 512, numThreads: 1 };
    const runner = await startRunner({ modelPath, ...cache, ...sizes });
    return new OurSide(runner, tokenizer);
  }

  /** At most `count` greedy tokens behind a prompt, and the `likely` likeliest ones at each place. */
  async greedy(prompt: readonly number[], count: number, likely = 0): Promise<Completion> {
    const answer = { text: "", tokens: [] as number[], likely: [] as Completion["likely"][number][] };
    const id = ({ bytes }: Logprob) => this.#ids.get(bytesOf(bytes))!;
    const options = { ...greedyOptions, numPredict: count, topLogprobs: likely };
    for await (const event of this.#runner.generate({ prompt, options })) {
      if (event.type === "done") continue;
      answer.text += event.text;
      for (const token of event.logprobs ?? []) {
        answer.tokens.push(id(token));
        answer.likely.push(token.topLogprobs.map((other) => ({ id: id(other), logprob: other.logprob })));
      }
    }
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#runner.stop();
  }
}

/** Where the greedy tokens of two sides part, and by how much the one who decides there preferred its own. */
export interface Parting {
  readonly at: number;
  readonly ours: string;
  readonly theirs: string;
  /** Difference of the log-probabilities of the two tokens: ours, or llama.cpp's where our answer ends. */
  readonly gap: number;
}

/** The first of at most `count` greedy tokens that is not the same for both; undefined if there is none. */
export async function partingOf(
  ours: OurSide,
  theirs: LlamaServer,
  prompt: readonly number[],
  count: number,
): Promise<Parting | undefined> {
  const { tokenizer } = ours;
  const end = tokenizer.eos!;
  // llama.cpp counts the token that ends an answer as one of it; here it is one for both, whichever of them it was.
  const whole = (tokens: readonly number[]) => {
    const said = tokens.filter((token) => !tokenizer.isEndOfGeneration(token));
    return said.length < count ? [...said, end] : said;
  };
  const [own, other] = [await ours.greedy(prompt, count), await theirs.greedy(prompt, count)].map((answer) =>
    whole(answer.tokens),
  );
  const at = own!.findIndex((token, i) => token !== other![i]);
  if (at < 0) return undefined;
  const decider = own![at] === end ? theirs : ours;
  const { likely } = await decider.greedy([...prompt, ...own!.slice(0, at)], 1, tokenizer.vocabSize);
  const isSame = (id: number, token: number) => id === token || (token === end && tokenizer.isEndOfGeneration(id));
  const logprob = (token: number) => likely[0]?.find(({ id }) => isSame(id, token))?.logprob ?? Number.NaN;
  const text = (token: number) => JSON.stringify(tokenizer.tokenText(token));
  const [a, b] = [own![at]!, other![at]!];
  return { at, ours: text(a), theirs: text(b), gap: Math.abs(logprob(a) - logprob(b)) };
}

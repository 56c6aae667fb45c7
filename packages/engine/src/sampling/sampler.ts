import { Candidates } from "./candidates.ts";
import { drawFromDistribution } from "./distribution.ts";
import { SamplingError } from "./errors.ts";
import { argmax, argmaxAllowed } from "./greedy.ts";
import { applyLogitBias, type LogitBias } from "./logit-bias.ts";
import { minP } from "./min-p.ts";
import { Mt19937 } from "./mt19937.ts";
import type { SamplingOptions } from "./options.ts";
import { Penalties } from "./penalties.ts";
import { temperature } from "./temperature.ts";
import { topK } from "./top-k.ts";
import { topP } from "./top-p.ts";
import { typical } from "./typical.ts";

/**
 * Chooses the tokens of one answer. The chain is that of llama.cpp's server (bias, penalties, top-k, typical-p, top-p, min-p,
 * temperature, draw) with its float32 arithmetic and generator, so that the same logits and the same seed choose the
 * same tokens as there. After the first choice nothing of the vocabulary's size is allocated.
 */
export class Sampler {
  /** The seed in use, also if it was drawn at random; an integer in [0, 2³²). */
  readonly seed: number;
  readonly #vocabSize: number;
  readonly #temperature: number;
  readonly #topK: number;
  readonly #typicalP: number;
  readonly #topP: number;
  readonly #minP: number;
  readonly #bias: LogitBias;
  readonly #penalties: Penalties;
  readonly #generator: Mt19937;
  #candidates: Candidates | undefined;

  /**
   * `vocabSize` is the number of logits per choice, `numCtx` the context in tokens. Throws SamplingError if an option
   * is not a finite number or `repeatPenalty` is 0.
   */
  constructor(options: SamplingOptions, vocabSize: number, numCtx: number) {
    check(options);
    this.seed = options.seed < 0 ? crypto.getRandomValues(new Uint32Array(1))[0]! : Math.trunc(options.seed) % 2 ** 32;
    this.#vocabSize = vocabSize;
    this.#temperature = Math.fround(options.temperature);
    this.#topK = Math.trunc(options.topK);
    this.#typicalP = Math.fround(options.typicalP);
    this.#topP = Math.fround(options.topP);
    this.#minP = Math.fround(options.minP);
    this.#bias = options.logitBias ?? [];
    this.#penalties = new Penalties(options, numCtx);
    this.#generator = new Mt19937(this.seed);
  }

  /** Takes note of a token of the prompt or the answer, in their order. Throws SamplingError at an unknown token. */
  accept(token: number): void {
    if (!(token >= 0 && token < this.#vocabSize)) {
      throw new SamplingError("token", `token ${token} is outside the vocabulary of ${this.#vocabSize}`);
    }
    this.#penalties.accept(token);
  }

  /**
   * The next token, given one logit per token of the vocabulary, which are left as they are. It is not accepted by
   * this. With `allowed`, which has one bit per token, the chain sees no other tokens than those, after the penalties. Throws SamplingError if the logits contain NaN or +∞ or leave nothing to choose.
   */
  sample(logits: Float32Array, allowed?: Int32Array): number {
    if (logits.length !== this.#vocabSize) {
      throw new SamplingError("logits", `${logits.length} logits for a vocabulary of ${this.#vocabSize}`);
    }
    // Of the other samplers, only typical-p can drop the most likely token.
    const greedy = this.#temperature <= 0 && this.#typicalP >= 1;
    const hasBias = this.#bias.length > 0;
    if (greedy && !hasBias && !this.#penalties.active) {
      return allowed ? argmaxAllowed(logits, allowed) : argmax(logits, logits.length);
    }
    this.#candidates ??= new Candidates(this.#vocabSize);
    const candidates = this.#candidates;
    candidates.load(logits);
    if (hasBias) applyLogitBias(candidates, this.#bias);
    if (this.#penalties.active) this.#penalties.apply(candidates);
    if (allowed) candidates.keep(allowed);
    if (greedy) return candidates.ids[argmax(candidates.logits, candidates.size)]!;
    topK(candidates, this.#topK);
    typical(candidates, this.#typicalP);
    topP(candidates, this.#topP);
    minP(candidates, this.#minP);
    // So small a temperature that logits overflow is none.
    if (this.#temperature <= 0 || !Number.isFinite(Math.fround(candidates.max() / this.#temperature))) {
      return candidates.ids[argmax(candidates.logits, candidates.size)]!;
    }
    temperature(candidates, this.#temperature);
    return drawFromDistribution(candidates, this.#generator);
  }

  /** Forgets all accepted tokens and starts the generator over. */
  reset(): void {
    this.#penalties.reset();
    this.#generator.seed(this.seed);
  }
}

function check(options: SamplingOptions): void {
  for (const [name, value] of Object.entries(options)) {
    if (typeof value === "number" && !Number.isFinite(value)) {
      throw new SamplingError("options", `${name} must be a finite number, not ${value}`);
    }
  }
  for (const [token, bias] of options.logitBias ?? []) {
    if (!Number.isFinite(bias))
      throw new SamplingError("options", `the bias of token ${token} must be a finite number`);
  }
  if (Math.fround(options.repeatPenalty) === 0)
    throw new SamplingError("options", "repeatPenalty must not be 0; 1 turns it off");
}

import type { Constraint } from "../grammar/constraint.ts";
import type { GenerateEvent, GenerateRequest, TokenLogprob } from "../runner/types.ts";
import { logprobs } from "../sampling/logprobs.ts";
import { Sampler } from "../sampling/sampler.ts";
import { Drafter } from "../speculation/drafter.ts";
import type { Pace } from "../speculation/pace.ts";
import { TextAssembler } from "../text/stop.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";

export interface SequenceParts {
  /** What holds the answer to its grammar; absent for free text. */
  readonly constraint?: Constraint | undefined;
  /** Gives nanoseconds. */
  readonly clock?: () => number;
}

/** One answer in the making: what has been sampled, and what of it the client has been told. */
export class Sequence {
  readonly prompt: readonly number[];
  readonly options: GenerateRequest["options"];
  /** Every token so far, prompt first. The last one may not be in the cache yet. */
  readonly tokens: number[];
  cachedTokens = 0;
  cancelled = false;
  readonly #emit: (event: GenerateEvent) => void;
  readonly #tokenizer: Tokenizer;
  readonly #sampler: Sampler;
  readonly #text: TextAssembler;
  readonly #visibleTokens: ReadonlySet<string>;
  readonly #constraint: Constraint | undefined;
  readonly #drafter: Drafter;
  readonly #clock: () => number;
  #generated = 0;
  readonly #started: number;
  #prefilled = 0;

  /** Throws SamplingError for options that make no sense. */
  constructor(
    prompt: readonly number[],
    options: GenerateRequest["options"],
    tokenizer: Tokenizer,
    numCtx: number,
    emit: (event: GenerateEvent) => void,
    { constraint, clock = Bun.nanoseconds }: SequenceParts = {},
  ) {
    this.prompt = prompt;
    this.options = options;
    this.tokens = [...prompt];
    this.#emit = emit;
    this.#tokenizer = tokenizer;
    this.#sampler = new Sampler(options, tokenizer.vocabSize, numCtx);
    for (const token of prompt) this.#sampler.accept(token);
    this.#text = new TextAssembler(options.stop);
    this.#visibleTokens = new Set(options.visibleTokens);
    this.#constraint = constraint;
    this.#drafter = new Drafter(constraint);
    this.#clock = clock;
    this.#started = clock();
  }

  /**
   * Draws the next token from the logits behind the last one and reports it. Returns whether the answer is complete.
   */
  advance(logits: Float32Array): boolean {
    this.#prefilled ||= this.#clock();
    const token = this.#choose(logits);
    this.#sampler.accept(token);
    this.#drafter.judge(token);
    this.#generated++;
    const alternatives = this.options.topLogprobs;
    const details = alternatives === undefined ? undefined : [this.#logprob(logits, token, alternatives)];
    if (this.#tokenizer.isEndOfGeneration(token)) {
      this.finish("stop");
      return true;
    }
    this.tokens.push(token);
    const { text, stopped } = this.#text.push(this.#tokenizer.piece(token, this.#isVisible(token)));
    if (text !== "" || details) this.#emit({ type: "text", text, ...(details && { logprobs: details }) });
    const { numPredict } = this.options;
    if (stopped || this.#constraint?.isFinished) this.finish("stop");
    else if (numPredict >= 0 && this.#generated >= numPredict) this.finish("length");
    else return false;
    return true;
  }

  /** Up to `most` tokens that may come next and are worth their evaluation, and no more than may be generated. */
  draft(most: number, pace: Pace): readonly number[] {
    const { numPredict, maxDraft = most } = this.options;
    const left = numPredict < 0 ? most : numPredict - this.#generated - 1;
    return this.#drafter.draft(this.tokens, Math.min(most, left, maxDraft), pace);
  }

  /** Ends the answer: tells the text that was held back, and the figures. */
  finish(reason: "stop" | "length"): void {
    const rest = this.#text.end();
    if (rest !== "") this.#emit({ type: "text", text: rest });
    const now = this.#clock();
    this.#emit({
      type: "done",
      reason,
      promptTokens: this.prompt.length,
      cachedTokens: this.cachedTokens,
      generatedTokens: this.#generated,
      draftedTokens: this.#drafter.drafted,
      acceptedTokens: this.#drafter.accepted,
      ...(this.#constraint?.unenforced.length && { unenforced: this.#constraint.unenforced }),
      promptDuration: (this.#prefilled || now) - this.#started,
      generateDuration: this.#prefilled ? now - this.#prefilled : 0,
    });
  }

  #isVisible(token: number): boolean {
    return this.#visibleTokens.size > 0 && this.#visibleTokens.has(this.#tokenizer.tokenText(token));
  }

  #choose(logits: Float32Array): number {
    const constraint = this.#constraint;
    for (;;) {
      const token = this.#sampler.sample(logits, constraint?.mask);
      if (!constraint || constraint.accept(token)) return token;
    }
  }

  #logprob(logits: Float32Array, token: number, count: number): TokenLogprob {
    const { logprob, top } = logprobs(logits, token, count);
    const named = (id: number, value: number) => {
      const bytes = this.#tokenizer.piece(id, true);
      return { token: new TextDecoder().decode(bytes), logprob: value, bytes: [...bytes] };
    };
    return { ...named(token, logprob), topLogprobs: top.map((entry) => named(entry.token, entry.logprob)) };
  }
}

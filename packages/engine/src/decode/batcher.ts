import { SamplingError } from "../sampling/errors.ts";
import { mostDrafted, Pace } from "../speculation/pace.ts";
import type { Sequence } from "./sequence.ts";
import { chooseSlot, emptySlot, findDonor, keepRows, reusablePrefix, type Slot } from "./slot.ts";

/** What evaluates tokens: {@link Decoder}, or a stand-in for tests. */
export interface Evaluator {
  /** Logits `[vocabulary]` behind the last of `tokens`, evaluated behind `past` rows of the slot. */
  prefill(slot: number, tokens: ArrayLike<number>, past: number): Float32Array;
  /**
   * As {@link prefill}, but the logits behind every token, `[tokens.length, vocabulary]`. The tokens are on trial:
   * {@link keepFirst} may take them back.
   */
  prefillAll(slot: number, tokens: ArrayLike<number>, past: number): Float32Array;
  /** Directly after {@link prefillAll} of the same tokens: only the first `kept` of them have come. */
  keepFirst(slot: number, tokens: ArrayLike<number>, past: number, kept: number): void;
  /** Logits `[tokens.length, vocabulary]` of one token each for the slots from `first` on; none where past is negative. */
  step(first: number, tokens: ArrayLike<number>, past: ArrayLike<number>): Float32Array;
  /** The most rows, at most `rows`, that a slot can go on behind; what follows them is lost. */
  rewind(slot: number, rows: number): number;
  /**
   * Gives slot `to`, which holds `held` rows, as many of the first `rows` rows of slot `from` as it can go on behind, and says
   * how many. If they are not more than `held`, nothing changes, and the number is 0.
   */
  copyRows(from: number, to: number, rows: number, held: number): number;
  /** Drops `count` rows of a slot from row `from` on; `used` are there before. Whether it could; if not, all are lost. */
  dropRows(slot: number, from: number, count: number, used: number): boolean;
  /** Whether a slot can be rewound only to places where a checkpoint was kept. */
  readonly needsCheckpoints: boolean;
  /** Lets a slot be rewound to where it is now. */
  keepCheckpoint(slot: number): void;
}

export interface BatcherSettings {
  readonly slots: number;
  /** Rows of a slot. */
  readonly numCtx: number;
  /** Tokens that may be drawn. */
  readonly vocabSize: number;
  /** Logits per row; those beyond the vocabulary are padding. */
  readonly logitsLength: number;
  /** Most prompt tokens evaluated in one run. */
  readonly maxChunk: number;
  /** Whether prompts start with a token that a context shift must keep. */
  readonly addBos: boolean;
  /** Says how much of a draft is worth its evaluation. */
  readonly pace?: Pace;
  /** Called when a sequence ends by an error; ends without one are reported by the sequence itself. */
  readonly onError: (sequence: Sequence, error: unknown) => void;
}

/** A run should not keep cancellation waiting for longer than this. */
const targetChunkMilliseconds = 500;
const smallestChunk = 16;

/**
 * Prompts of some length get a checkpoint before their last token, for the same prompt again, and one before the tokens
 * that tell the model to answer, for a longer conversation that has other text there.
 */
const checkpointedPrompt = 64;
const checkpointsBeforeEnd = [17, 1];

/** Continuous batching: every step evaluates one token of each running sequence, prompts come in chunks in between. */
export class Batcher {
  readonly #evaluator: Evaluator;
  readonly #settings: BatcherSettings;
  readonly #slots: Slot[];
  readonly #waiting: Sequence[] = [];
  readonly #pace: Pace;
  readonly #maxDraft: number;
  #chunk = 64;
  #placed = 0;

  constructor(evaluator: Evaluator, settings: BatcherSettings) {
    this.#evaluator = evaluator;
    this.#settings = settings;
    this.#slots = Array.from({ length: settings.slots }, (_, index) => emptySlot(index));
    this.#pace = settings.pace ?? new Pace();
    this.#maxDraft = Math.min(mostDrafted, settings.maxChunk - 1);
  }

  /** Whether a step would do anything. */
  get busy(): boolean {
    return this.#waiting.length > 0 || this.#slots.some((slot) => slot.sequence);
  }

  /** Queues a sequence whose prompt has at least one token and fewer than numCtx. */
  add(sequence: Sequence): void {
    this.#waiting.push(sequence);
  }

  /** Places waiting sequences, evaluates one prompt chunk, then one token of every running sequence. */
  step(): void {
    this.#release();
    this.#admit();
    const prefilling = this.#slots
      .filter(({ cached, sequence }) => sequence && cached.length < sequence.tokens.length - 1)
      .reduce<Slot | undefined>((first, slot) => (first && first.order < slot.order ? first : slot), undefined);
    if (prefilling) this.#guard([prefilling], () => this.#prefill(prefilling));
    const ready = this.#slots.filter(
      ({ cached, sequence }) => sequence && cached.length === sequence.tokens.length - 1,
    );
    if (ready.length > 0) this.#guard(ready, () => this.#decode(ready));
  }

  #release(): void {
    for (const slot of this.#slots) if (slot.sequence?.cancelled) slot.sequence = undefined;
  }

  #admit(): void {
    while (this.#waiting.length > 0) {
      const next = this.#waiting[0]!;
      if (next.cancelled) {
        this.#waiting.shift();
        continue;
      }
      const slot = chooseSlot(this.#slots, next.prompt);
      if (!slot) return;
      this.#waiting.shift();
      // The last prompt token is always evaluated, since its logits are needed.
      const common = Math.min(reusablePrefix(slot, next.prompt), next.prompt.length - 1);
      const reused = this.#evaluator.rewind(slot.index, common);
      keepRows(slot, reused);
      slot.sequence = next;
      slot.order = this.#placed++;
      next.cachedTokens = reused;
    }
  }

  /** Evaluates the next chunk; with the end of the prompt comes the first token of the answer. */
  #prefill(slot: Slot): void {
    const { tokens } = slot.sequence!;
    this.#borrow(slot);
    const past = slot.cached.length;
    const stop = this.#nextCheckpoint(past, tokens.length);
    const chunk = tokens.slice(past, Math.min(past + Math.min(this.#chunk, this.#settings.maxChunk), stop));
    const started = performance.now();
    const logits = this.#evaluator.prefill(slot.index, chunk, past);
    this.#adaptChunk(chunk.length, performance.now() - started);
    slot.cached.push(...chunk);
    if (slot.cached.length === stop) this.#evaluator.keepCheckpoint(slot.index);
    if (slot.cached.length === tokens.length) this.#advance(slot, logits);
  }

  /** Takes over rows that another slot has of the same prompt, also while that one goes on. */
  #borrow(slot: Slot): void {
    const sequence = slot.sequence!;
    const found = findDonor(this.#slots, slot, sequence.tokens);
    if (!found) return;
    const rows = this.#evaluator.copyRows(found.donor.index, slot.index, found.rows, slot.cached.length);
    if (rows === 0) return;
    slot.cached = sequence.tokens.slice(0, rows);
    slot.reusable = Number.POSITIVE_INFINITY;
    if (sequence.tokens.length === sequence.prompt.length) sequence.cachedTokens = rows;
  }

  /** Where the prefill of a prompt stops next to keep a checkpoint. */
  #nextCheckpoint(past: number, length: number): number {
    if (!this.#evaluator.needsCheckpoints || length < checkpointedPrompt) return Number.POSITIVE_INFINITY;
    const places = checkpointsBeforeEnd.map((before) => length - before);
    return places.find((place) => place > past) ?? Number.POSITIVE_INFINITY;
  }

  #adaptChunk(length: number, milliseconds: number): void {
    if (length < smallestChunk) return;
    const affordable = (length * targetChunkMilliseconds) / Math.max(milliseconds, 0.1);
    this.#chunk = Math.max(smallestChunk, 2 ** Math.floor(Math.log2(Math.min(affordable, this.#settings.maxChunk))));
  }

  #decode(ready: readonly Slot[]): void {
    for (const slot of ready) if (slot.cached.length === this.#settings.numCtx) this.#makeRoom(slot);
    const running = ready.filter(({ cached, sequence }) => sequence && cached.length === sequence.tokens.length - 1);
    if (running.length === 0) return;
    // Runs of several sequences have no time to spare for drafts.
    if (running.length === 1 && this.#maxDraft > 0) this.#guard(running, () => this.#decodeAhead(running[0]!));
    else this.#decodeTogether(running);
  }

  /** Evaluates the latest token of one sequence, and behind it as much of a draft as is worth it. */
  #decodeAhead(slot: Slot): void {
    const { numCtx, logitsLength } = this.#settings;
    const sequence = slot.sequence!;
    const past = slot.cached.length;
    const drafted = sequence.draft(Math.min(this.#maxDraft, numCtx - past - 1), this.#pace);
    const tokens = [sequence.tokens.at(-1)!, ...drafted];
    const started = performance.now();
    const logits =
      drafted.length > 0
        ? this.#evaluator.prefillAll(slot.index, tokens, past)
        : this.#evaluator.step(slot.index, tokens, [past]);
    const evaluated = performance.now() - started;
    for (const [row, token] of tokens.entries()) {
      slot.cached.push(token);
      this.#advance(slot, logits.subarray(row * logitsLength, (row + 1) * logitsLength));
      // The next row is of use only if the token that was chosen is the one that was drafted.
      if (!slot.sequence || sequence.tokens.at(-1) !== tokens[row + 1]) break;
    }
    const kept = slot.cached.length - past;
    const taking = performance.now();
    if (kept < tokens.length) this.#evaluator.keepFirst(slot.index, tokens, past, kept);
    this.#pace.measured(tokens.length, evaluated + performance.now() - taking);
  }

  #decodeTogether(running: readonly Slot[]): void {
    // One run takes a contiguous range of slots; those between that aren't ready evaluate nothing.
    const first = running[0]!.index;
    const range = this.#slots.slice(first, running.at(-1)!.index + 1);
    const logits = this.#evaluator.step(
      first,
      range.map((slot) => (running.includes(slot) ? slot.sequence!.tokens.at(-1)! : 0)),
      range.map((slot) => (running.includes(slot) ? slot.cached.length : -1)),
    );
    for (const slot of running) {
      slot.cached.push(slot.sequence!.tokens.at(-1)!);
      const row = logits.subarray((slot.index - first) * this.#settings.logitsLength);
      this.#guard([slot], () => this.#advance(slot, row));
    }
  }

  #advance(slot: Slot, logits: Float32Array): void {
    if (slot.sequence!.advance(logits.subarray(0, this.#settings.vocabSize))) slot.sequence = undefined;
  }

  /** The context is full: forget the older half of what may be forgotten, or end the answer. */
  #makeRoom(slot: Slot): void {
    const { numCtx, addBos } = this.#settings;
    const sequence = slot.sequence!;
    if (!sequence.options.shift) {
      sequence.finish("length");
      slot.sequence = undefined;
      return;
    }
    const wanted = sequence.options.numKeep < 0 ? sequence.prompt.length : sequence.options.numKeep + (addBos ? 1 : 0);
    const keep = Math.max(0, Math.min(wanted, numCtx - 4));
    const count = Math.max(1, Math.floor((slot.cached.length - keep) / 2));
    const isDropped = this.#evaluator.dropRows(slot.index, keep, count, slot.cached.length);
    sequence.tokens.splice(keep, count);
    if (isDropped) {
      slot.cached.splice(keep, count);
      slot.reusable = Math.min(slot.reusable, keep);
    } else {
      // What is left is evaluated anew.
      keepRows(slot, 0);
    }
  }

  /** An error ends the sequences that it concerns; what their slots hold can't be relied on. */
  #guard(slots: readonly Slot[], action: () => void): void {
    try {
      action();
    } catch (error) {
      for (const slot of slots) {
        if (!slot.sequence) continue;
        if (!(error instanceof SamplingError)) keepRows(slot, 0);
        this.#settings.onError(slot.sequence, error);
        slot.sequence = undefined;
      }
    }
  }
}

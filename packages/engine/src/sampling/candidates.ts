import { unusableLogit } from "./errors.ts";
import { partialSort } from "./partial-sort.ts";
import { RadixSort } from "./radix-sort.ts";

/** Up to this many, the best are picked by a heap; beyond, sorting everything in linear time is faster. */
const HEAP_LIMIT = 1024;

/**
 * The tokens still in the running, as parallel arrays of which the first `size` entries count. The samplers of the
 * chain narrow and reorder it in turn; loading it anew allocates nothing.
 */
export class Candidates {
  ids: Int32Array;
  logits: Float32Array;
  size = 0;
  /** Whether the logits descend. */
  sorted = false;
  readonly #capacity: number;
  #idsBack: Int32Array | undefined;
  #logitsBack: Float32Array | undefined;
  #probabilities: Float32Array | undefined;
  #scores: Float32Array | undefined;
  #radix: RadixSort | undefined;

  constructor(vocabSize: number) {
    this.#capacity = vocabSize;
    this.ids = new Int32Array(vocabSize);
    this.logits = new Float32Array(vocabSize);
  }

  /** Takes in the whole vocabulary, so that entry i is token i. Throws SamplingError at NaN and +∞. */
  load(source: Float32Array): void {
    const { ids, logits } = this;
    const size = source.length;
    for (let i = 0; i < size; i++) {
      const logit = source[i]!;
      if (!(logit < Number.POSITIVE_INFINITY)) throw unusableLogit(i, logit);
      ids[i] = i;
      logits[i] = logit;
    }
    this.size = size;
    this.sorted = false;
  }

  /** Drops all but the tokens that `allowed` has a bit for, one per token of the vocabulary. */
  keep(allowed: Int32Array): void {
    const { ids, logits, size } = this;
    let kept = 0;
    for (let i = 0; i < size; i++) {
      const token = ids[i]!;
      if (((allowed[token >> 5]! >>> (token & 31)) & 1) === 0) continue;
      ids[kept] = token;
      logits[kept++] = logits[i]!;
    }
    this.size = kept;
  }

  /** The largest logit. */
  max(): number {
    const { logits, size } = this;
    let max = logits[0]!;
    if (this.sorted) return max;
    for (let i = 1; i < size; i++) {
      // A loop of its own: over a vocabulary it takes half the time of an `if`.
      while (i < size && logits[i]! <= max) i++;
      if (i < size) max = logits[i]!;
    }
    return max;
  }

  /** Brings the `k` largest to the front in descending order, keeping all. Only `sorted` candidates need nothing. */
  bringToFront(k: number): void {
    if (this.sorted) return;
    if (k <= HEAP_LIMIT) partialSort(this.ids, this.logits, k, this.size);
    else this.permute(this.radix.descending(this.logits, this.size), this.size);
  }

  /** Keeps the first `size` and says that they descend. */
  truncateSorted(size: number): void {
    this.size = size;
    this.sorted = true;
  }

  /** Reorders: entry i becomes the former entry `order[i]`, and `size` entries remain. */
  permute(order: Int32Array, size: number): void {
    this.#idsBack ??= new Int32Array(this.#capacity);
    this.#logitsBack ??= new Float32Array(this.#capacity);
    const { ids, logits } = this;
    const idsTo = this.#idsBack;
    const logitsTo = this.#logitsBack;
    for (let i = 0; i < size; i++) {
      const from = order[i]!;
      idsTo[i] = ids[from]!;
      logitsTo[i] = logits[from]!;
    }
    this.ids = idsTo;
    this.logits = logitsTo;
    this.#idsBack = ids;
    this.#logitsBack = logits;
    this.size = size;
  }

  /** Room for one probability per candidate. */
  get probabilities(): Float32Array {
    this.#probabilities ??= new Float32Array(this.#capacity);
    return this.#probabilities;
  }

  /** Room for one score per candidate. */
  get scores(): Float32Array {
    this.#scores ??= new Float32Array(this.#capacity);
    return this.#scores;
  }

  get radix(): RadixSort {
    this.#radix ??= new RadixSort(this.#capacity);
    return this.#radix;
  }
}

import type { Draft, DraftKind } from "./draft.ts";
import type { Pace } from "./pace.ts";
import { TokenLookup } from "./token-lookup.ts";

/** A match from which on it is called long. */
const longMatch = 8;

/** How much a token that turned out right or wrong counts. */
const weight = 0.1;

/** What may know more of the tokens to come than the tokens so far say: a grammar. */
export interface Foresight {
  /** Up to `most` tokens that are likely to come next; none if it can't say. */
  expected(most: number): readonly number[];
}

/** Drafts what one answer goes on with, and learns how often it is right. */
export class Drafter {
  /** Tokens that were drafted and evaluated. */
  drafted = 0;
  /** Those of them that were right. */
  accepted = 0;
  readonly #lookup = new TokenLookup();
  readonly #foresight: Foresight | undefined;
  readonly #likelihood: Record<DraftKind, number> = { grammar: 0.8, "long match": 0.8, "short match": 0.5 };
  /** The draft whose tokens are judged next, from `#judged` on. */
  #draft: Draft | undefined;
  #judged = 0;
  #evaluated = 0;

  constructor(foresight?: Foresight) {
    this.#foresight = foresight;
  }

  /** Tokens that may come behind all tokens so far: at most `most`, and as many as are worth their evaluation. */
  draft(tokens: readonly number[], most: number, pace: Pace): readonly number[] {
    const draft = this.#best(tokens, most);
    this.#draft = draft;
    this.#judged = 0;
    this.#evaluated = draft ? pace.draftLength(draft.tokens.length, draft.likelihood) : 0;
    this.drafted += this.#evaluated;
    return draft?.tokens.slice(0, this.#evaluated) ?? [];
  }

  /** Learns the next token of the answer. Of a draft that is not evaluated the first token shows how good it was. */
  judge(token: number): void {
    const draft = this.#draft;
    if (!draft) return;
    const isRight = token === draft.tokens[this.#judged];
    this.#likelihood[draft.kind] += weight * ((isRight ? 1 : 0) - this.#likelihood[draft.kind]);
    if (isRight && this.#evaluated > 0) this.accepted++;
    this.#judged++;
    if (!isRight || this.#judged >= this.#evaluated) this.#draft = undefined;
  }

  /** The draft that promises most tokens; undefined if there is none. */
  #best(tokens: readonly number[], most: number): Draft | undefined {
    const found = this.#lookup.find(tokens, most);
    const drafts = [
      this.#of("grammar", this.#foresight?.expected(most)),
      this.#of(found && found.matched >= longMatch ? "long match" : "short match", found?.tokens),
    ];
    return drafts.reduce((best, draft) => (promised(draft) > promised(best) ? draft : best), undefined);
  }

  #of(kind: DraftKind, tokens: readonly number[] = []): Draft | undefined {
    return tokens.length > 0 ? { kind, tokens, likelihood: this.#likelihood[kind] } : undefined;
  }
}

/** Tokens of a draft that are right, on average. */
function promised(draft: Draft | undefined): number {
  let [sum, term] = [0, 1];
  for (let i = 0; i < (draft?.tokens.length ?? 0); i++) sum += term *= draft!.likelihood;
  return sum;
}

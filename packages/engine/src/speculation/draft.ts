/** Where a draft comes from; each kind is right more or less often. */
export type DraftKind = "grammar" | "long match" | "short match";

/** Tokens that may come next. */
export interface Draft {
  readonly kind: DraftKind;
  readonly tokens: readonly number[];
  /** How likely a token of it is to be right if those before it are. */
  readonly likelihood: number;
}

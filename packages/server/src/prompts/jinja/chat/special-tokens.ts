/** Texts of the tokens that chat templates write themselves; `""` where the model has none. */
export interface SpecialTokens {
  readonly bos: string;
  readonly eos: string;
  /** Whether the tokenizer puts BOS before every text. */
  readonly addsBos: boolean;
}

/** What stopped a token from being drawn. */
export type SamplingErrorCode =
  /** The logits are not usable: a NaN or +∞ among them, all of them -∞, or the wrong number of them. */
  | "logits"
  /** An option has no meaning, such as a NaN temperature. */
  | "options"
  /** A token id outside the vocabulary. */
  | "token";

export class SamplingError extends Error {
  override readonly name = "SamplingError";
  readonly code: SamplingErrorCode;
  constructor(code: SamplingErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The error for a logit no distribution can be made of. Built here so that hot loops stay small. */
export function unusableLogit(token: number, logit: number): SamplingError {
  return new SamplingError("logits", `the model gave the logit ${logit} for token ${token}`);
}

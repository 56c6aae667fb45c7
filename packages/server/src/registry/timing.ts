/** How patient transfers are. Milliseconds, but for `tries`. */
export interface Timing {
  /** Until an answer begins. */
  readonly answer: number;
  /** Without a byte of a body. */
  readonly stall: number;
  /** After a first failure; doubles with each. */
  readonly pause: number;
  /** The longest pause, also of those that the other side asks for. */
  readonly longestPause: number;
  /** Failures one after the other, without a byte in between, that end a transfer. */
  readonly tries: number;
}

/** Those of Ollama's downloads, as far as it has them. */
export const defaultTiming: Timing = { answer: 30_000, stall: 30_000, pause: 1000, longestPause: 60_000, tries: 6 };

import type { SamplingOptions } from "@cria/engine";

/** What other protocols ask for that the native one has no words for. */
export interface InferenceExtras {
  /** Whether thinking that is asked of a model which can't think is no error, and does not happen. */
  readonly forgivesThinking?: boolean;
  readonly calls?: CallRules;
  readonly logitBias?: SamplingOptions["logitBias"];
}

/** What holds for calls of the tools that a request has. */
export interface CallRules {
  /** Whether the answer must be a call. */
  readonly isForced: boolean;
  /** Whether it has one call at most. */
  readonly isSingle: boolean;
}

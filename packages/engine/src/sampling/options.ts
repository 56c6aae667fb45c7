/** How the next token is drawn. Every field is required: defaults belong to the caller. */
export interface SamplingOptions {
  /** 0 or less picks the most likely token. */
  readonly temperature: number;
  /** Keep the k most likely tokens; 0 or less keeps all. */
  readonly topK: number;
  /** Keep the smallest set whose probabilities sum to p; 1 or more keeps all. */
  readonly topP: number;
  /** Drop tokens less likely than p times the most likely one; 0 keeps all. */
  readonly minP: number;
  /** Locally typical sampling; 1 keeps all. */
  readonly typicalP: number;
  /** Divides (multiplies, if negative) the logits of recent tokens; 1 is off. */
  readonly repeatPenalty: number;
  /** How many recent tokens the penalties see; 0 is off, -1 the whole context. */
  readonly repeatLastN: number;
  /** Subtracted once from the logit of each recent token. */
  readonly presencePenalty: number;
  /** Subtracted once per occurrence of a recent token. */
  readonly frequencyPenalty: number;
  /** What is added to the logits of tokens, before anything else; tokens outside the vocabulary are ignored. */
  readonly logitBias?: readonly (readonly [token: number, bias: number])[];
  /** Seed of the generator; negative draws a random one. */
  readonly seed: number;
}

/** Turns text into token ids and back, as the model's own tokenizer does. */
export interface Tokenizer {
  readonly vocabSize: number;
  /** Whether texts start with {@link bos}, and end with {@link eos}, when special tokens are added. */
  readonly addBos: boolean;
  readonly addEos: boolean;
  readonly bos?: number;
  readonly eos?: number;
  /** Whether {@link sep} stands between the two texts of a pair. */
  readonly addSep?: boolean;
  readonly sep?: number;
  /** Whether the model says with this token that its answer is complete. */
  isEndOfGeneration(token: number): boolean;
  encode(text: string, options: EncodeOptions): number[];
  /**
   * The bytes that a token stands for, possibly a part of a character. Control and unknown tokens stand for nothing unless
   * `special`. Throws RangeError for an id outside the vocabulary.
   */
  piece(token: number, special: boolean): Uint8Array;
  /** The text of whole tokens; bytes that are not UTF-8 become U+FFFD. Throws as {@link piece} does. */
  decode(tokens: Iterable<number>, special: boolean): string;
  /** The text of a token as the vocabulary has it. Throws as {@link piece} does. */
  tokenText(token: number): string;
}

export interface EncodeOptions {
  /** Add the beginning and end tokens that the model wants. */
  readonly addSpecial: boolean;
  /** Take the texts of control tokens in the text for those tokens. */
  readonly parseSpecial: boolean;
}

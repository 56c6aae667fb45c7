import { decodeUtf8 } from "../gguf/strings.ts";
import { byteString } from "./byte-string.ts";
import type { SpecialTokens } from "./special-tokens.ts";
import type { EncodeOptions, Tokenizer } from "./tokenizer.ts";
import { TokenType, type Vocabulary } from "./vocabulary.ts";

/** What every kind of tokenizer is made of. */
export interface TokenizerParts {
  readonly vocabulary: Vocabulary;
  readonly specialTokens: SpecialTokens;
  readonly endOfGeneration: ReadonlySet<number>;
  readonly addBos: boolean;
  readonly addEos: boolean;
  /** Whether text between special tokens gets a space in front, which decoding drops at the start. */
  readonly addSpacePrefix: boolean;
  readonly bos?: number;
  readonly eos?: number;
  readonly addSep?: boolean;
  readonly sep?: number;
}

/** The parts of a tokenizer that do not depend on how it cuts ordinary text. */
export abstract class BaseTokenizer implements Tokenizer {
  readonly vocabSize: number;
  readonly addBos: boolean;
  readonly addEos: boolean;
  readonly bos?: number;
  readonly eos?: number;
  readonly addSep: boolean;
  readonly sep?: number;
  protected readonly parts: TokenizerParts;

  constructor(parts: TokenizerParts) {
    this.parts = parts;
    this.vocabSize = parts.vocabulary.size;
    this.bos = parts.bos;
    this.eos = parts.eos;
    this.addBos = parts.addBos && parts.bos !== undefined;
    this.addEos = parts.addEos && parts.eos !== undefined;
    this.sep = parts.sep;
    this.addSep = parts.addSep === true && parts.sep !== undefined;
  }

  /** Appends the tokens of a text (a byte string, not empty) without special tokens. */
  protected abstract encodeFragment(text: string, tokens: number[]): void;

  /** The bytes that a normal token stands for, from those that the vocabulary has. */
  protected abstract unescape(bytes: Uint8Array): Uint8Array;

  isEndOfGeneration(token: number): boolean {
    return this.parts.endOfGeneration.has(token);
  }

  encode(text: string, { addSpecial, parseSpecial }: EncodeOptions): number[] {
    const tokens: number[] = [];
    if (addSpecial && this.addBos) tokens.push(this.bos!);
    for (const fragment of this.parts.specialTokens.partition(byteString(text), parseSpecial)) {
      if (typeof fragment === "number") tokens.push(fragment);
      else this.encodeFragment(fragment, tokens);
    }
    if (addSpecial && this.addEos) tokens.push(this.eos!);
    return tokens;
  }

  piece(token: number, special: boolean): Uint8Array {
    const { vocabulary } = this.parts;
    const bytes = vocabulary.bytes(token);
    switch (vocabulary.types[token]) {
      case TokenType.control:
      case TokenType.unknown:
        return special ? bytes : nothing;
      case TokenType.userDefined:
        return bytes;
      case TokenType.normal:
        return this.unescape(bytes);
      case TokenType.byte:
        return byteOf(bytes);
      default:
        return nothing;
    }
  }

  decode(tokens: Iterable<number>, special: boolean): string {
    const pieces = Array.from(tokens, (token) => this.piece(token, special));
    // The space that encoding put in front belongs to the first token and to no other.
    if (this.parts.addSpacePrefix && pieces[0]?.[0] === 0x20) pieces[0] = pieces[0].subarray(1);
    return decodeUtf8(Buffer.concat(pieces));
  }

  tokenText(token: number): string {
    return decodeUtf8(this.parts.vocabulary.bytes(token));
  }
}

const nothing = new Uint8Array(0);

/** The byte that a token `<0x41>` names; a byte token of another form is its own bytes. */
function byteOf(bytes: Uint8Array): Uint8Array {
  const hex = /^<0x([0-9A-Fa-f]{2})>$/.exec(byteString(bytes))?.[1];
  return hex === undefined ? bytes : Uint8Array.of(Number.parseInt(hex, 16));
}

import type { Charsmap } from "./charsmap.ts";
import { characterLength } from "./utf8.ts";

const space = 0x20;
/** U+2581. */
const meta = [0xe2, 0x96, 0x81];

export interface NormalizerRules {
  readonly charsmap?: Charsmap;
  /** Put a space in front of the text. */
  readonly addSpacePrefix: boolean;
  /** Runs of spaces become one, and those at the ends nothing. */
  readonly removeExtraSpaces: boolean;
}

/** Prepares texts for a unigram vocabulary: replaces characters by the file's rules, and writes spaces as U+2581. */
export class UnigramNormalizer {
  readonly #rules: NormalizerRules;

  constructor(rules: NormalizerRules) {
    this.#rules = rules;
  }

  /** `text` is UTF-8, and so is the result. */
  normalize(text: Uint8Array): Uint8Array {
    const { addSpacePrefix, removeExtraSpaces } = this.#rules;
    const out: number[] = [];
    let inWord = false;
    let isFirst = true;
    const append = (byte: number) => {
      if (byte === space) {
        inWord = false;
        if (!removeExtraSpaces) out.push(...meta);
        return;
      }
      // A word begins. Where spaces are kept, those before it are written already.
      if (!inWord && (removeExtraSpaces || (addSpacePrefix && isFirst))) out.push(...meta);
      isFirst = false;
      inWord = true;
      out.push(byte);
    };
    for (let at = 0; at < text.length; ) {
      const rule = this.#rules.charsmap?.match(text, at);
      const length = rule?.length ?? Math.min(characterLength(text[at]!), text.length - at);
      for (const byte of rule?.bytes ?? text.subarray(at, at + length)) append(byte);
      at += length;
    }
    return Uint8Array.from(out);
  }
}

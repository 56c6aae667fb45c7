import { lowerCase } from "./lower-case.ts";

/** What a BERT vocabulary wants done to texts first. */
export interface BertNormalization {
  readonly lowercase: boolean;
  readonly stripAccents: boolean;
}

/** Left out: control, format, private and unassigned characters, and U+FFFD, which stands for what is no text. */
const dropped = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\uFFFD]/gu;
const ideograph =
  "\\u{4E00}-\\u{9FFF}\\u{3400}-\\u{4DBF}\\u{20000}-\\u{2A6DF}\\u{2A700}-\\u{2B73F}\\u{2B740}-\\u{2B81F}\\u{2B920}-\\u{2CEAF}\\u{F900}-\\u{FAFF}\\u{2F800}-\\u{2FA1F}";
/** Words by themselves: ideographs as they were before accents went, punctuation and ASCII's symbols. */
const isolatedIdeograph = new RegExp(`[${ideograph}]`, "gu");
const word = /[!-/:-@[-`{-~\p{P}]|[^!-/:-@[-`{-~\p{P}\p{White_Space}]+/gu;

/** The words of a text as BERT's own tokenizer normalizes and cuts it. */
export function bertWords(text: string, { lowercase, stripAccents }: BertNormalization): string[] {
  let normal = text.replace(dropped, "").replace(isolatedIdeograph, " $& ");
  if (stripAccents) normal = normal.normalize("NFD").replace(/\p{Mn}/gu, "");
  if (lowercase) normal = lowerCase(normal);
  return normal.match(word) ?? [];
}

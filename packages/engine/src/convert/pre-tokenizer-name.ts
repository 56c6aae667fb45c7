import { CheckpointError } from "./error.ts";
import { isObject } from "./folder.ts";

const contraction = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const spelledOut = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])";
const rest = String.raw` ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;
const words = String.raw`[^\r\n\p{L}\p{N}]?\p{L}+`;
const restOrPath = String.raw` ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`;
const upper = String.raw`[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`;
const lower = String.raw`[\p{Ll}\p{Lm}\p{Lo}\p{M}]`;
const cased = (suffix: string) => `${upper}*${lower}+${suffix}|${upper}+${lower}*${suffix}`;

const threeDigits = [contraction, words, String.raw`\p{N}{1,3}`, rest].join("|");
const oneDigit = [contraction, words, String.raw`\p{N}`, rest].join("|");
const qwen35 = [
  contraction,
  String.raw`[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+`,
  String.raw`\p{N}`,
  String.raw` ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
].join("|");
const gpt4o = [cased(`${contraction}?`), String.raw`\p{N}{1,3}`, restOrPath].join("|");
const tekken = [cased(""), String.raw`\p{N}`, restOrPath].join("|");
const deepSeek = [
  "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+",
  String.raw`[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+`,
  String.raw` ?[\p{P}\p{S}]+[\r\n]*`,
  String.raw`\s*[\r\n]+|\s+(?!\S)|\s+`,
].join("|");

/** Names by the steps that they stand for, one a line. */
const names: ReadonlyMap<string, string> = new Map([
  ["words", "gpt-2"],
  ["digits\nwords", "smollm"],
  [threeDigits, "llama-bpe"],
  [oneDigit, "qwen2"],
  [qwen35, "qwen35"],
  [gpt4o, "gpt-4o"],
  [tekken, "tekken"],
  [`${String.raw`\p{N}{1,3}`}\n[一-龥\u3040-ゟ゠-ヿ]+\n${deepSeek}`, "deepseek-v3"],
]);

/**
 * The name that llama.cpp has for a `pre_tokenizer` of `tokenizer.json`: it is told by its patterns. Throws
 * {@link CheckpointError} for one that has none.
 */
export function preTokenizerName(preTokenizer: unknown, ignoresMerges: boolean): string {
  const steps = [...stepsOf(preTokenizer)].join("\n");
  const name = names.get(steps.replaceAll(spelledOut, contraction));
  if (name === undefined) throw new CheckpointError("the way in which tokenizer.json cuts text is not known");
  return name === "llama-bpe" && !ignoresMerges ? "dbrx" : name;
}

function* stepsOf(step: unknown): Generator<string> {
  if (!isObject(step)) return;
  switch (step.type) {
    case "Sequence":
      for (const inner of Array.isArray(step.pretokenizers) ? step.pretokenizers : []) yield* stepsOf(inner);
      break;
    case "Split":
      yield String(isObject(step.pattern) ? (step.pattern.Regex ?? step.pattern.String) : step.pattern);
      break;
    case "Digits":
      yield step.individual_digits === true ? "digits" : "runs of digits";
      break;
    case "ByteLevel":
      if (step.use_regex !== false) yield "words";
      break;
    default:
      yield `step ${String(step.type)}`;
  }
}

import { GgufError } from "../gguf/error.ts";
import { type Split, splitAtMatches, splitDigitGroups } from "./split.ts";

/** How a model's tokenizer cuts text into words before any merging, and what else goes with that choice. */
export interface PreTokenizer {
  readonly splits: readonly Split[];
  /** A word that is a token as a whole is that token, whatever the merges say. */
  readonly ignoreMerges: boolean;
  /** Whether texts start with the beginning token if the file does not say. */
  readonly addBos: boolean;
  /** Whether there is a beginning token if the file does not name it. */
  readonly defaultBos: boolean;
  /** Whether the file may do without merges. */
  readonly optionalMerges: boolean;
  /** Whether pairs of texts have a separator between them if the file does not say. */
  readonly addSep: boolean;
  /** How to cut where the vocabulary is of characters, not of bytes; then there are no `splits`. */
  readonly characters?: CharacterRules;
}

/** How text is cut where characters merge, not bytes. */
export interface CharacterRules {
  /** White space separates words and is dropped. Else spaces become U+2581, and only runs of newlines are cut off. */
  readonly dropSpaces: boolean;
  /** A run of newlines that is a token as a whole is that token, whatever the merges say. */
  readonly wholeNewlines: boolean;
  readonly lowercase: boolean;
}

// Alternatives that many patterns share. The long s is an s whose case does not count.
const contraction = "(?:'[sS\u017F]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])";
const letters = String.raw`[^\r\n\p{L}\p{N}]?\p{L}+`;
const symbols = String.raw` ?[^\s\p{L}\p{N}]+[\r\n]*`;
const symbolsOrPath = String.raw` ?[^\s\p{L}\p{N}]+[\r\n/]*`;
const space = String.raw`\s*[\r\n]+|\s+(?!\S)|\s+`;
const upper = String.raw`[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`;
const lower = String.raw`[\p{Ll}\p{Lm}\p{Lo}\p{M}]`;
const asciiPunctuation = "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~]";
const cjkOfDeepSeek = String.raw`[\u{4E00}-\u{9FA5}\u{800}-\u{4E00}\u{AC00}-\u{D7FF}]+`;
const cjkAndKana = String.raw`[\u{4E00}-\u{9FA5}\u{3040}-\u{309F}\u{30A0}-\u{30FF}]+`;

/** Words that begin with capitals, then words of capitals; `suffix` may follow either. */
function casedWords(suffix: string, upperClass = upper, lowerClass = lower): string {
  const head = String.raw`[^\r\n\p{L}\p{N}]?`;
  return `${head}${upperClass}*${lowerClass}+${suffix}|${head}${upperClass}+${lowerClass}*${suffix}`;
}

/** The letters that DeepSeek LLM lists one range at a time. */
const lettersOfDeepSeek = [
  String.raw`A-Za-z\u{B5}\u{C0}-\u{D6}\u{D8}-\u{F6}\u{F8}-\u{1BA}\u{1BC}-\u{1BF}\u{1C4}-\u{293}\u{295}-\u{2AF}`,
  String.raw`\u{370}-\u{373}\u{376}\u{377}\u{37B}-\u{37D}\u{37F}\u{386}\u{388}-\u{38A}\u{38C}\u{38E}-\u{3A1}`,
  String.raw`\u{3A3}-\u{3F5}\u{3F7}-\u{481}\u{48A}-\u{52F}\u{531}-\u{556}\u{10A0}-\u{10C5}\u{13A0}-\u{13F5}`,
  String.raw`\u{13F8}-\u{13FD}\u{1C90}-\u{1CBA}\u{1CBD}-\u{1CBF}\u{1D00}-\u{1D2B}\u{1D6B}-\u{1D77}\u{1D79}-\u{1D9A}`,
  String.raw`\u{1E00}-\u{1F15}\u{1F18}-\u{1F1D}\u{1F20}-\u{1F45}\u{1F48}-\u{1F4D}\u{1F50}-\u{1F57}\u{1F59}\u{1F5B}`,
  String.raw`\u{1F5D}\u{1F5F}-\u{1F7D}\u{1F80}-\u{1FB4}\u{1FB6}-\u{1FBC}\u{1FBE}\u{1FC2}-\u{1FC4}\u{1FC6}-\u{1FCC}`,
  String.raw`\u{1FD0}-\u{1FD3}\u{1FD6}-\u{1FDB}\u{1FE0}-\u{1FEC}\u{1FF2}-\u{1FF4}\u{1FF6}-\u{1FFC}\u{2102}\u{2107}`,
  String.raw`\u{210A}-\u{2113}\u{2115}\u{2119}-\u{211D}\u{2124}\u{2126}\u{2128}\u{212A}-\u{212D}\u{212F}-\u{2134}`,
  String.raw`\u{2139}\u{213C}-\u{213F}\u{2145}-\u{2149}\u{214E}\u{2183}\u{2184}\u{2C00}-\u{2C7B}\u{2C7E}-\u{2CE4}`,
  String.raw`\u{2CEB}-\u{2CEE}\u{2CF2}\u{2CF3}\u{A640}-\u{A66D}\u{A680}-\u{A69B}\u{A722}-\u{A76F}\u{A771}-\u{A787}`,
  String.raw`\u{A78B}-\u{A78E}\u{AB70}-\u{ABBF}\u{FB00}-\u{FB06}\u{FB13}-\u{FB17}\u{FF21}-\u{FF3A}\u{FF41}-\u{FF5A}`,
  String.raw`\u{10400}-\u{1044F}\u{104B0}-\u{104D3}\u{104D8}-\u{104FB}\u{10C80}-\u{10CB2}\u{10CC0}-\u{10CF2}`,
  String.raw`\u{118A0}-\u{118DF}\u{1E900}-\u{1E943}`,
].join("");

const gpt2 = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)`;
const llama3 = [contraction, letters, String.raw`\p{N}{1,3}`, symbols, space].join("|");
const qwen2 = [contraction, letters, String.raw`\p{N}`, symbols, space].join("|");
const gpt4o = [casedWords(`${contraction}?`), String.raw`\p{N}{1,3}`, symbolsOrPath, space].join("|");
const deepSeek3Words = [`${asciiPunctuation}[A-Za-z]+`, String.raw`[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+`];
const deepSeek3 = [...deepSeek3Words, String.raw` ?[\p{P}\p{S}]+[\r\n]*`, space].join("|");
const bloom = String.raw` ?[^(\s|.,!?\u{2026}\u{3002}\u{FF0C}\u{3001}\u{964}\u{6D4}\u{60C})]+`;
const anyHan = String.raw`\p{Script=Han}`;

interface Group {
  readonly names: readonly string[];
  readonly splits: readonly (string | Split)[];
  readonly ignoreMerges?: boolean;
  readonly addBos?: boolean;
  readonly defaultBos?: boolean;
  readonly optionalMerges?: boolean;
  readonly addSep?: boolean;
  readonly characters?: CharacterRules;
}

/**
 * The patterns by the names of `tokenizer.ggml.pre`: those of the models' own tokenizers, from which llama.cpp's differ
 * beyond ASCII (`tools/tokenizer-vectors/README.md` says how).
 */
const groups: readonly Group[] = [
  {
    names: ["default"],
    splits: [String.raw`[\p{P}\$\+<=>\^~\|]+`, gpt2, String.raw`\p{N}+`, "[0-9][0-9][0-9]"],
  },
  {
    names: [
      "gpt-2",
      "phi-2",
      "jina-es",
      "jina-de",
      "gigachat",
      "jina-v2-es",
      "jina-v2-de",
      "a.x-4.0",
      "mellum",
      "modern-bert",
      "exaone4",
      "mpt",
      "olmo",
      "jais",
      "trillion",
      "granite-docling",
    ],
    splits: [gpt2],
  },
  { names: ["jina-v1-en", "jina-v2-code", "roberta-bpe"], splits: [gpt2], addSep: true },
  {
    names: ["starcoder", "refact", "command-r", "smollm", "codeshell", "exaone", "minerva-7b", "mellum2"],
    splits: [String.raw`\p{N}`, gpt2],
  },
  { names: ["falcon"], splits: ["[\\p{P}\\$\\+<=>\\^~\\|`]+", gpt2, "[0-9][0-9][0-9]"] },
  {
    names: ["llama3", "llama-v3", "llama-bpe", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2", "jina-v5-nano"],
    splits: [llama3],
    ignoreMerges: true,
    addBos: true,
  },
  { names: ["dbrx", "smaug-bpe"], splits: [llama3] },
  { names: ["chatglm-bpe"], splits: [llama3], defaultBos: false },
  { names: ["glm4", "glm5"], splits: [llama3], defaultBos: false, ignoreMerges: true },
  {
    names: ["qwen2", "deepseek-r1-qwen", "kormo", "f2llmv2", "megrez", "stablelm2", "hunyuan", "solar-open", "grok-2"],
    splits: [qwen2],
  },
  { names: ["ufakzeka"], splits: [[letters, String.raw`\p{N}`, symbols, space].join("|")] },
  {
    names: ["qwen35"],
    splits: [
      [
        contraction,
        String.raw`[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+`,
        String.raw`\p{N}`,
        String.raw` ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*`,
        space,
      ].join("|"),
    ],
  },
  {
    names: ["minicpm5"],
    splits: [String.raw`\p{N}{1,3}`, [contraction, letters, String.raw`\p{N}+`, symbols, space].join("|")],
    ignoreMerges: true,
  },
  {
    names: ["jais-2"],
    splits: [
      [
        contraction,
        letters,
        String.raw`\p{N}{1,3}`,
        symbols,
        // Where white space goes before, this would have matched there; without that check it is quadratic.
        String.raw`(?<![^\S\r\n])\s*[\r\n]+`,
        ...[512, 256, 128, 64, 32, 16, 8, 4].map((count) => String.raw`\s{${count}}(?!\S)`),
        String.raw`\s{1,2}(?!\S)|\s{1}`,
      ].join("|"),
    ],
  },
  {
    names: ["deepseek-llm"],
    splits: [
      String.raw`[\r\n]`,
      String.raw`\s?[${lettersOfDeepSeek}]+`,
      String.raw`\s?[!-/:-~\u{FF01}-\u{FF0F}\u{FF1A}-\u{FF5E}\u{2018}-\u{201F}\u{3000}-\u{3002}]+`,
      // Looking behind keeps a run that is not at the end from being tried from each of its characters.
      String.raw`(?<!\s)\s+$`,
      cjkOfDeepSeek,
      String.raw`\p{N}+`,
    ],
  },
  {
    names: ["deepseek-coder"],
    splits: [String.raw`[\r\n]`, String.raw`\s?\p{L}+`, String.raw`\s?\p{P}+`, cjkOfDeepSeek, String.raw`\p{N}`],
  },
  {
    names: ["deepseek-v3", "hunyuan-dense", "joyai-llm", "hy_v4"],
    splits: [String.raw`\p{N}{1,3}`, cjkAndKana, deepSeek3],
  },
  {
    names: ["spark2_5"],
    splits: [
      String.raw`\p{N}{1,3}`,
      cjkAndKana,
      [...deepSeek3Words, String.raw` ?[\p{P}\p{S}]+|[\r\n]|\s+(?!\S)|\s+`].join("|"),
      String.raw`\p{N}`,
    ],
  },
  {
    names: ["youtu"],
    splits: [
      [
        String.raw`[\u{AC00}-\u{D7A3}\u{3131}-\u{318E}]+`,
        String.raw`[\u{FF01}\u{2026}\u{201C}\u{201D}\u{2018}\u{2019}\u{2014}\u{FF1A}\u{FF1B}\u{FF0C}\u{3001}-\u{303F}\u{FE30}-\u{FE4F}]+`,
        String.raw`[\u{3105}-\u{312F}]+`,
        cjkAndKana,
      ].join("|"),
      [casedWords(`${contraction}?`), String.raw`\p{N}`, symbolsOrPath, space].join("|"),
    ],
    ignoreMerges: true,
  },
  { names: ["poro-chat", "bloom", "gpt3-finnish"], splits: [bloom] },
  { names: ["viking"], splits: [bloom, String.raw`\p{N}`] },
  {
    names: ["tekken"],
    splits: [[casedWords(""), String.raw`\p{N}`, symbolsOrPath, space].join("|")],
    ignoreMerges: true,
    addBos: true,
  },
  { names: ["gpt-4o", "llama4", "kanana2", "talkie", "minimax-m2"], splits: [gpt4o] },
  { names: ["granite-embed-multi-97m"], splits: [gpt4o], ignoreMerges: true },
  {
    names: ["tiny_aya", "cohere2moe"],
    splits: [
      splitDigitGroups({
        digit: String.raw`\p{Nd}`,
        alone: true,
        unlessBefore: String.raw`[\p{Alphabetic}\p{M}\p{N}\p{Pc}]`,
      }),
      gpt4o,
    ],
  },
  {
    names: ["chameleon"],
    splits: [
      "<sentinel:[0-9]+>",
      "(IMGIMG)((A|B|C|D|E|F|G|H|I){1,4})Z",
      String.raw`([\t\n]|    |  )`,
      String.raw`\p{N}`,
      "[\\p{P}!-/:-@\\[-`{-~]",
      gpt2,
    ],
    addBos: true,
  },
  {
    names: ["kimi-k2"],
    splits: [
      splitAtMatches(
        [
          `${anyHan}+`,
          casedWords(`${contraction}?`, `[${upper}--${anyHan}]`, `[${lower}--${anyHan}]`),
          String.raw`\p{N}{1,3}`,
          symbols,
          space,
        ].join("|"),
        "v",
      ),
    ],
    optionalMerges: true,
  },
  { names: ["superbpe"], splits: [String.raw`\p{N}+`, splitDigitGroups({ digit: String.raw`\p{Nd}`, alone: false })] },
  {
    names: ["bailingmoe", "bailingmoe2", "llada-moe"],
    splits: [[contraction, letters, String.raw`\p{N}`, symbols, String.raw`\s*[\r\n]|\s+(?!\S)|\s+`].join("|")],
  },
  {
    names: ["seed-coder"],
    splits: [[contraction, letters, String.raw`\p{N}{1}`, String.raw` ?[^\s\p{L}\p{N}\r\n]+`, space].join("|")],
  },
  {
    names: ["afmoe"],
    splits: [
      splitDigitGroups({ digit: String.raw`\p{N}`, alone: true }),
      [
        String.raw`[\u{4E00}-\u{9FFF}\u{3400}-\u{4DBF}\u{8C48}-\u{FAFF}\u{3040}-\u{309F}\u{30A0}-\u{30FF}\u{FF65}-\u{FF9F}`,
        String.raw`\u{2F00}-\u{2FDF}\u{E40}-\u{E7F}\u{E80}-\u{EFF}\u{1780}-\u{17FF}\u{1000}-\u{109F}\u{AA60}-\u{AA7F}`,
        String.raw`\u{A9E0}-\u{A9FF}\u{AC00}-\u{D7AF}\u{1100}-\u{11FF}]+`,
      ].join(""),
      deepSeek3,
    ],
  },
  { names: ["laguna"], splits: [String.raw`[^\n]+|[\n]+`, qwen2] },
  {
    names: ["exaone-moe"],
    splits: [
      [
        contraction,
        // Words and single spaces between them; one loop, since nested ones could be tried in too many ways.
        String.raw`[^\r\n\p{L}\p{N}]?\p{L}(?:[\p{L}\p{M}]+| \p{L})*`,
        String.raw`\p{N}`,
        String.raw` ?[^\s\p{L}\p{N}]+[\r\n/]?`,
        String.raw`\s*[\r\n]|\s+(?!\S)|\s+`,
      ].join("|"),
    ],
  },
  {
    names: ["gemma4", "granite-embed-multi-311m"],
    splits: [],
    addBos: true,
    characters: { dropSpaces: false, wholeNewlines: true, lowercase: false },
  },
  { names: ["sarvam-moe"], splits: [], characters: { dropSpaces: false, wholeNewlines: false, lowercase: false } },
  { names: ["whitespace"], splits: [], characters: { dropSpaces: true, wholeNewlines: false, lowercase: false } },
];

const groupsByName: ReadonlyMap<string, Group> = new Map(
  groups.flatMap((group) => group.names.map((name) => [name, group] as const)),
);

/** The names that mean the same. */
export const preTokenizerGroups: readonly (readonly string[])[] = groups.map(({ names }) => names);

/** The names that {@link preTokenizer} knows. */
export const preTokenizerNames: readonly string[] = [...groupsByName.keys()];

/** The pre-tokenizer of that name (`tokenizer.ggml.pre`). Throws {@link GgufError} if it is not known. */
export function preTokenizer(name: string): PreTokenizer {
  const group = groupsByName.get(name);
  if (group === undefined) {
    throw new GgufError(`pre-tokenizer "${name}" is not supported (supported: ${preTokenizerNames.join(", ")})`);
  }
  return {
    splits: group.splits.map((split) => (typeof split === "string" ? splitAtMatches(split) : split)),
    ignoreMerges: group.ignoreMerges ?? false,
    addBos: group.addBos ?? false,
    defaultBos: group.defaultBos ?? true,
    optionalMerges: group.optionalMerges ?? false,
    addSep: group.addSep ?? false,
    characters: group.characters,
  };
}

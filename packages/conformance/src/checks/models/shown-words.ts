import { expectThat, show } from "../../check/expect.ts";
import type { Answer } from "../../exchange/answer.ts";

/** The values of each parameter in the text that show gives, in their order. */
export function parametersOf(text: unknown, answer: Answer): Record<string, string[]> {
  expectThat(typeof text === "string", `parameters is ${show(text)}`, answer);
  const read: Record<string, string[]> = {};
  for (const line of text.split("\n").filter((each) => each.trim() !== "")) {
    const [, name = "", value = ""] = /^(\S+)\s+(.*?)\s*$/.exec(line) ?? [];
    read[name] = [...(read[name] ?? []), value];
  }
  return read;
}

/** A number of parameters in Ollama's words: `3.2B`, `292.80M`, `7M`, `260K`. */
export function sizeInWords(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(1)}B`;
  if (count >= 1e6) return `${count % 1e6 === 0 ? count / 1e6 : (count / 1e6).toFixed(2)}M`;
  return count >= 1e3 ? `${Math.round(count / 1e3)}K` : String(count);
}

/** Names of GGUF's `general.file_type`, with their numbers. */
const fileTypes: Readonly<Record<number, string>> = {
  ...{ 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K_S", 12: "Q3_K_M" },
  ...{ 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M", 18: "Q6_K", 19: "IQ2_XXS", 20: "IQ2_XS" },
  ...{ 21: "Q2_K_S", 22: "IQ3_XS", 23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL", 26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S" },
  ...{ 29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M", 32: "BF16", 36: "TQ1_0", 37: "TQ2_0", 38: "MXFP4_MOE", 39: "NVFP4" },
};

/** The name of a file's type; undefined for F32 and for numbers that have none. */
export function quantizationName(fileType: unknown): string | undefined {
  return typeof fileType === "number" ? fileTypes[fileType] : undefined;
}

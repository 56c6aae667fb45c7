/** A file is not a GGUF file that can be used. The message says what is wrong with it, for the person who supplied it. */
export class GgufError extends Error {
  override readonly name = "GgufError";
}

import type { Draft } from "./draft.ts";

/** What is done to the files of one family, as Ollama's library has them. */
export interface Handler {
  /** Values of `general.architecture`. */
  readonly architectures: readonly string[];
  /** Whether a file of these architectures has a mark of the library's layout, which llama.cpp's files do not have. */
  isLibraryFile(file: Draft): boolean;
  /** Turns such a file into what llama.cpp's converter would have made of the same model. */
  translate(draft: Draft): void;
}

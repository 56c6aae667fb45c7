import { upstreamView } from "../compat/upstream-view.ts";
import { GgufError } from "../gguf/error.ts";
import type { Gguf } from "../gguf/header.ts";
import { assertWhole } from "../gguf/split.ts";
import { ArchitectureError } from "../graph/error.ts";
import { createTokenizer } from "../tokenizer/create-tokenizer.ts";
import { WeightError } from "../weights/error.ts";
import { assertVocabulary, planModel } from "./plan.ts";

/**
 * Checks from its header alone that a file's model can be run: its architecture, its tokenizer, its keys and the shapes
 * and types of its tensors. Throws {@link GgufError} with one sentence that names what is not supported.
 */
export function assertRunnable(gguf: Gguf): void {
  assertWhole(gguf);
  const view = upstreamView(gguf);
  try {
    assertVocabulary(planModel(view), createTokenizer(view).vocabSize);
  } catch (error) {
    const isForeseen = error instanceof ArchitectureError || error instanceof WeightError;
    throw isForeseen ? new GgufError(error.message, { cause: error }) : error;
  }
}

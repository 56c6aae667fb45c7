import type { LoadedModel } from "../model/load.ts";
import { greedyOptions } from "../runner/greedy-options.ts";
import { Batcher } from "./batcher.ts";
import { Sequence } from "./sequence.ts";

interface Given {
  readonly numParallel?: number;
  readonly numBatch?: number;
  readonly numKeep?: number;
}

/**
 * The greedy tokens behind prompts that arrive together: one after another if there are fewer slots. `given` is what the
 * model was loaded with. Throws what the evaluator throws.
 */
export function greedyTokens(
  model: LoadedModel,
  prompts: readonly (readonly number[])[],
  numPredict: number,
  { numParallel = 1, numBatch = 512, numKeep = 0 }: Given = {},
): number[][] {
  const { numCtx } = model.info;
  const errors: unknown[] = [];
  const batcher = new Batcher(model.evaluator, {
    slots: numParallel,
    numCtx,
    vocabSize: model.tokenizer.vocabSize,
    logitsLength: model.logitsLength,
    maxChunk: numBatch,
    addBos: false,
    onError: (_, error) => errors.push(error),
  });
  const answers = prompts.map((prompt) => {
    const options = { ...greedyOptions, numPredict, numKeep };
    const sequence = new Sequence(prompt, options, model.tokenizer, numCtx, () => {});
    const answer: number[] = [];
    // A context shift removes tokens from the sequence, so they are noted as they come.
    const push = sequence.tokens.push.bind(sequence.tokens);
    sequence.tokens.push = (...tokens) => {
      answer.push(...tokens);
      return push(...tokens);
    };
    batcher.add(sequence);
    return answer;
  });
  while (batcher.busy) batcher.step();
  if (errors.length > 0) throw errors[0];
  return answers;
}

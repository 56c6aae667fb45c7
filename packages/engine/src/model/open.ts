import { upstreamView } from "../compat/upstream-view.ts";
import type { Gguf } from "../gguf/header.ts";
import { readGguf } from "../gguf/reader.ts";
import { assertWhole } from "../gguf/split.ts";
import { kernelLibrary } from "../kernels/level.ts";
import { selfTest } from "../kernels/self-test.ts";
import { createTokenizer } from "../tokenizer/create-tokenizer.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import { assertVocabulary, type ModelPlan, planModel } from "./plan.ts";

/** A GGUF file of which only the header was read. */
export interface OpenedModel {
  readonly path: string;
  readonly gguf: Gguf;
  readonly tokenizer: Tokenizer;
  readonly plan: ModelPlan;
  /** What to warn of, if kernels had to be replaced. */
  readonly warning: string | undefined;
}

/** Reads a file's header. Throws GgufError, ArchitectureError and WeightError. */
export async function openModel(path: string): Promise<OpenedModel> {
  const file = await readGguf(path);
  assertWhole(file);
  const gguf = upstreamView(file);
  const tokenizer = createTokenizer(gguf);
  const plan = planModel(gguf);
  const warning = testKernels(plan);
  assertVocabulary(plan, tokenizer.vocabSize);
  return { path, gguf, tokenizer, plan, warning };
}

/** Tests the kernels on the model's types. What to warn of, if they had to be replaced. */
function testKernels({ layout }: ModelPlan): string | undefined {
  let warning: string | undefined;
  kernelLibrary();
  selfTest(new Set(layout.jobs.map(({ tensor }) => tensor.type.id)), (from, to) => {
    warning = `the ${from} kernels compute wrongly on this machine; ${to} is used instead`;
  });
  return warning;
}

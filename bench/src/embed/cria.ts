import { startRunner } from "@cria/engine";
import { forgetTranscoded, transcodedPlace } from "../cria/transcoded.ts";
import type { EmbedContender } from "./contender.ts";
import type { EmbedOptions } from "./options.ts";

/** Cria's engine in its own process, as the server has it. */
export async function criaContender({ model, threads, benchDir }: EmbedOptions): Promise<EmbedContender> {
  const sizes = { numCtx: 512, numParallel: 1, numBatch: 512, numThreads: threads };
  const runner = await startRunner({ modelPath: model, ...transcodedPlace(benchDir, model), ...sizes });
  return {
    name: `Cria (${runner.info.kernels})`,
    async embed(texts) {
      await runner.embed({ inputs: texts, truncate: true });
    },
    async [Symbol.asyncDispose]() {
      await runner.stop();
      await forgetTranscoded(benchDir, model);
    },
  };
}

import { runEmbedBench } from "./bench.ts";
import { embedUsage, parseEmbedOptions } from "./options.ts";

/** The benchmark of embeddings: `npm run bench -- embed`. The status to end with. Throws UsageError. */
export async function embedBench(args: readonly string[], say: (line: string) => void): Promise<number> {
  const options = parseEmbedOptions(args, process.env);
  process.stdout.write(options ? await runEmbedBench(options, say) : embedUsage);
  return 0;
}

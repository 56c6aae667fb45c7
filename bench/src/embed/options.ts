import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { describeMachine } from "../machine.ts";
import { count, UsageError } from "../option-values.ts";

export const embedUsage = `Usage: npm run bench -- embed --model FILE [options]

Compares how fast texts are embedded: Cria's engine, llama-server asked for one text at a time (as Ollama does) and for many,
and ONNX Runtime in Python with padded batches. All but the last read the same GGUF file.

  --model FILE      GGUF file of a model for embeddings; tools/sentence-transformers/convert.ts makes one
  --onnx FILE       the same model as sentence-transformers exports it; without it ONNX Runtime is left out
  --tokenizer FILE  its tokenizer.json
  --python COMMAND  a Python with onnxruntime, tokenizers and numpy (default: python3)
  --tools DIR       folder of llama-server (default: CRIA_LLAMA_TOOLS, else ~/.cache/llama-tools/bin)
  --threads N       threads of each (default: physical cores)
  --repeat N        rounds; the table has the best of each (default: 3)
  --help            this text
`;

export interface EmbedOptions {
  readonly model: string;
  readonly onnx: string | undefined;
  readonly tokenizer: string | undefined;
  readonly python: string;
  readonly toolsDir: string;
  readonly threads: number;
  readonly repeat: number;
  readonly benchDir: string;
}

/** Reads the command line; undefined when it asks for help. Throws {@link UsageError}. */
export function parseEmbedOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): EmbedOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  if (values.model === undefined) throw new UsageError("--model is missing.");
  if (values.onnx !== undefined && values.tokenizer === undefined) throw new UsageError("--onnx needs --tokenizer.");
  return {
    model: resolve(values.model),
    onnx: values.onnx && resolve(values.onnx),
    tokenizer: values.tokenizer && resolve(values.tokenizer),
    python: values.python ?? "python3",
    toolsDir: resolve(values.tools ?? (env.CRIA_LLAMA_TOOLS || join(homedir(), ".cache", "llama-tools", "bin"))),
    threads: values.threads === undefined ? describeMachine().physicalCores : count("--threads", values.threads),
    repeat: values.repeat === undefined ? 3 : count("--repeat", values.repeat),
    benchDir: resolve(env.CRIA_BENCH_DIR || join(homedir(), ".cache", "cria-bench")),
  };
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const options = { model: text, onnx: text, tokenizer: text, python: text, tools: text, threads: text, repeat: text };
  try {
    return parseArgs({ args: [...args], options: { ...options, help: { type: "boolean", short: "h" } } }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

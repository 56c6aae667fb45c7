import { join } from "node:path";
import { track } from "../children.ts";
import { linesOf } from "../protocol.ts";
import type { EmbedContender } from "./contender.ts";
import type { EmbedOptions } from "./options.ts";

/** ONNX Runtime in Python with sentence-transformers' export, in padded batches of 32 as sentence-transformers makes them. */
export async function onnxRuntime(options: EmbedOptions, isSorted: boolean): Promise<EmbedContender> {
  const { python, onnx, tokenizer, threads } = options;
  const script = join(import.meta.dir, "onnx-runtime.py");
  const child = Bun.spawn([python, script, onnx!, tokenizer!, `${threads}`, isSorted ? "sorted" : "given"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const untrack = track(child);
  const lines = linesOf(child.stdout);
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${python} ended; it needs onnxruntime, tokenizers and numpy`);
    return value;
  };
  await next();
  return {
    name: isSorted ? "ONNX Runtime, padded, sorted" : "ONNX Runtime, padded",
    async embed(texts) {
      child.stdin.write(`${JSON.stringify(texts)}\n`);
      child.stdin.flush();
      await next();
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
      untrack();
    },
  };
}

import { join } from "node:path";
import { track } from "../children.ts";
import type { EmbedContender } from "./contender.ts";
import type { EmbedOptions } from "./options.ts";

/** How llama-server is started and asked. */
export interface ServerWay {
  /** Texts in a request; 1 is how Ollama asks. */
  readonly together: number;
  /** Sequences that are evaluated together, and the tokens of a batch. */
  readonly parallel: number;
  readonly batch: number;
}

/** Settings that were the fastest somewhere. */
export const batchedWays: readonly ServerWay[] = [
  { together: 512, parallel: 16, batch: 512 },
  { together: 512, parallel: 64, batch: 2048 },
];

export async function llamaServer(options: EmbedOptions, way: ServerWay): Promise<EmbedContender> {
  const port = freePort();
  const { together, parallel, batch } = way;
  const context = Math.max(512, parallel * 512);
  const child = Bun.spawn(
    [
      join(options.toolsDir, "llama-server"),
      ...["--model", options.model, "--host", "127.0.0.1", "--port", `${port}`, "--embeddings"],
      ...["--threads", `${options.threads}`, "--threads-batch", `${options.threads}`, "--parallel", `${parallel}`],
      ...["--ctx-size", `${context}`, "--batch-size", `${batch}`, "--ubatch-size", `${batch}`],
      ...["--no-webui", "--offline", "--gpu-layers", "0"],
    ],
    { stdio: ["ignore", "ignore", "ignore"] },
  );
  const untrack = track(child);
  const url = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${url}/health`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null) throw new Error(`llama-server ended with status ${child.exitCode}`);
    await Bun.sleep(50);
  }
  const ask = async (input: readonly string[]) => {
    const response = await fetch(`${url}/v1/embeddings`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ input: input.length === 1 ? input[0] : input }),
    });
    const { data } = (await response.json()) as { data?: readonly unknown[] };
    if (data?.length !== input.length)
      throw new Error(`llama-server embedded ${data?.length} of ${input.length} texts`);
  };
  return {
    name: together === 1 ? "llama-server, one by one" : `llama-server, batches (${parallel} × ${batch})`,
    async embed(texts) {
      for (let i = 0; i < texts.length; i += together) await ask(texts.slice(i, i + together));
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
      untrack();
    },
  };
}

/** A port that nobody listens on. */
function freePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  listener.stop(true);
  return listener.port;
}

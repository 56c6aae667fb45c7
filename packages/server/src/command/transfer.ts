import type { ProgressResponse } from "@cria/spec";
import type { Client } from "./client.ts";
import { formatBytes } from "./format/bytes.ts";
import { interruptible } from "./run/interrupt.ts";
import { TransferProgress } from "./terminal/transfer-progress.ts";

/** Status of a program that Ctrl-C ended. */
const interrupted = 130;

/**
 * Has the server pull or push a model and shows how far it is. False if Ctrl-C ended it, which is said together with how
 * it goes on. Throws `CommandError`.
 */
export async function transfer(
  client: Client,
  kind: "pull" | "push",
  model: string,
  insecure: boolean,
): Promise<boolean> {
  const progress = new TransferProgress();
  return interruptible(async (signal) => {
    try {
      const body = { model, insecure };
      const steps = client.stream<ProgressResponse>("POST", `/api/${kind}`, { body, signal });
      for await (const step of steps) if (step.status !== undefined) progress.update(step);
      return true;
    } catch (error) {
      if (!signal.aborted) throw error;
      process.exitCode = interrupted;
      return false;
    } finally {
      progress.end();
      if (signal.aborted) {
        const { completed, total } = progress.sum;
        const kept =
          kind === "pull" && completed > 0 ? `${formatBytes(completed)} of ${formatBytes(total)} are kept. ` : "";
        const flag = insecure ? " --insecure" : "";
        process.stderr.write(`\nstopped. ${kept}'cria ${kind}${flag} ${model}' goes on from there\n`);
      }
    }
  });
}

// The runner's process: loads one model and decodes for all requests of it. Started by startRunner.

import { GgufError } from "../gguf/error.ts";
import { GrammarError } from "../grammar/errors.ts";
import { ArchitectureError } from "../graph/error.ts";
import { loadAnyModel } from "../model/load.ts";
import { SamplingError } from "../sampling/errors.ts";
import { WeightError } from "../weights/error.ts";
import { EncodeService } from "./encode-service.ts";
import { endWithParent } from "./orphan.ts";
import type { ErrorMessage, FromRunner, ToRunner } from "./protocol.ts";
import { Service } from "./service.ts";
import { RunnerError, type RunnerSettings } from "./types.ts";

function send(message: FromRunner): void {
  try {
    process.send?.(message);
  } catch {
    // The parent is gone; "disconnect" ends this process.
  }
}

function describe(error: unknown): ErrorMessage {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof RunnerError) {
    const { code, promptTokens, input } = error;
    return { code, message, ...(promptTokens && { promptTokens }), ...(input !== undefined && { input }) };
  }
  if (error instanceof SamplingError) return { code: error.code === "logits" ? "internal" : "request", message };
  if (error instanceof GrammarError) return { code: "request", message };
  const ofModel = [GgufError, ArchitectureError, WeightError].some((kind) => error instanceof kind);
  return { code: ofModel ? "model" : "internal", message };
}

let model: Awaited<ReturnType<typeof loadAnyModel>> | undefined;
let service: Service | EncodeService | undefined;
const admission = Promise.withResolvers<void>();

/** As {@link describe}. Logits that can't be used may come from weights that were damaged on disk. */
function describeFailure(error: unknown): ErrorMessage {
  if (error instanceof SamplingError && error.code === "logits") void endIfDamaged();
  return describe(error);
}

/** Ends this process if its weights are damaged, so that the next request has them made anew. */
async function endIfDamaged(): Promise<void> {
  if (model === undefined || (await model.isIntact().catch(() => true))) return;
  process.stderr.write("the prepared weights were damaged\n");
  // The error that led here goes out first.
  setTimeout(() => process.exit(1), 200);
}

async function load(settings: RunnerSettings): Promise<void> {
  try {
    let last = { stage: "", at: 0 };
    model = await loadAnyModel(settings, {
      onProgress: (progress) => {
        const at = performance.now();
        if (progress.stage === last.stage && at - last.at < 50 && progress.completed < progress.total) return;
        last = { stage: progress.stage, at };
        send({ type: "progress", progress });
      },
      admit: (bytes) => {
        send({ type: "need", bytes });
        return admission.promise;
      },
    });
    service =
      "encoder" in model
        ? new EncodeService(model, send, describe)
        : new Service(model, settings, send, describeFailure);
    send({ type: "ready", info: model.info });
  } catch (error) {
    // Exit only when the message is out: it would be lost otherwise.
    process.send?.({ type: "failed", error: describe(error) } satisfies FromRunner, undefined, undefined, () => {
      process.exit(1);
    });
  }
}

endWithParent();
process.on("message", (message: ToRunner) => {
  if (message.type === "load") void load(message.settings);
  else if (message.type === "proceed") admission.resolve();
  else {
    if (message.type === "generate" || message.type === "embed") model?.touch();
    service?.receive(message);
  }
});

import type { ProcessModel, ProcessResponse } from "@cria/spec";
import type { Handler } from "../http/context.ts";
import { jsonResponse } from "../http/stream.ts";
import { formatLocalTime } from "../http/time.ts";
import type { RunningModel } from "../scheduler/scheduler.ts";
import type { StoredModel } from "../store/model.ts";
import { shortName } from "../store/name.ts";

/** `GET /api/ps`: the loaded models, the one that expires last first. */
export const ps: Handler<"ps"> = async ({ context }) =>
  jsonResponse({ models: context.scheduler.list().map(toProcess) } satisfies ProcessResponse);

function toProcess({ model, memoryBytes, expiresAt, numCtx }: RunningModel<StoredModel>): ProcessModel {
  const name = shortName(model.name);
  return {
    name,
    model: name,
    size: memoryBytes,
    digest: model.digest,
    details: { ...model.details(), parent_model: "" },
    expires_at: formatLocalTime(new Date(expiresAt)),
    // Everything runs on the CPU.
    size_vram: 0,
    context_length: numCtx,
  };
}

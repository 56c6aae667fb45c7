import { createModel } from "../create/create-model.ts";
import { planCreate } from "../create/request.ts";
import type { Handler } from "../http/context.ts";
import { progressResponse } from "../http/progress.ts";

/** `POST /api/create`: makes a model from uploaded files or from another model. */
export const create: Handler<"create"> = async ({ body, signal, context }) => {
  const plan = planCreate(body);
  return progressResponse(signal, body.stream ?? true, (client) =>
    createModel(context.store, plan, client, (name, waiting) =>
      context.registries.pull(name, { insecure: false }, waiting),
    ),
  );
};

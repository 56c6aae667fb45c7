import type { ListedModel, ListResponse } from "@cria/spec";
import type { Handler } from "../http/context.ts";
import { jsonResponse } from "../http/stream.ts";
import { formatLocalTime } from "../http/time.ts";
import type { StoredModel } from "../store/model.ts";
import { shortName } from "../store/name.ts";

/** `GET /api/tags`: the models of the store, newest first. */
export const list: Handler<"list"> = async ({ context }) => {
  const models = await context.store.list();
  return jsonResponse({ models: await Promise.all(models.map(toListed)) } satisfies ListResponse);
};

async function toListed(model: StoredModel): Promise<ListedModel> {
  const name = shortName(model.name);
  const { details, capabilities } = await model.listed();
  return {
    name,
    model: name,
    remote_model: model.config.remote_model,
    remote_host: model.config.remote_host,
    modified_at: formatLocalTime(model.modifiedAt),
    size: model.size,
    digest: model.digest,
    details,
    capabilities: capabilities.length > 0 ? [...capabilities] : undefined,
  };
}

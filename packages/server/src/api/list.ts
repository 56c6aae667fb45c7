import type { ListedModel, ListResponse } from "@cria/spec";
import type { Handler } from "../http/context.ts";
import { encodeJson } from "../http/json.ts";
import { textResponse } from "../http/stream.ts";
import { formatLocalTime } from "../http/time.ts";
import type { Listed, StoredModel } from "../store/model.ts";
import { shortName } from "../store/name.ts";

/** Answers by what they are made of: the store gives the same list as long as nothing changes. */
const answers = new WeakMap<readonly StoredModel[], string>();

/** `GET /api/tags`: the models of the store, newest first. */
export const list: Handler<"list"> = async ({ context }) => {
  const models = await context.store.list();
  return textResponse(answers.get(models) ?? (await answerOf(models)));
};

async function answerOf(models: readonly StoredModel[]): Promise<string> {
  const listed = await Promise.all(models.map((model) => model.listed()));
  const entries = models.map((model, index) => toListed(model, listed[index]!));
  const answer = encodeJson({ models: entries } satisfies ListResponse);
  if (listed.every(({ isFinal }) => isFinal)) answers.set(models, answer);
  return answer;
}

function toListed(model: StoredModel, { details, capabilities }: Listed): ListedModel {
  const name = shortName(model.name);
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

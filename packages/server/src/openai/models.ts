import type { ModelList, OpenAIModel } from "@cria/spec";
import { findShown } from "../api/show.ts";
import type { Handler } from "../http/context.ts";
import { passedOnErrorResponse } from "../http/error.ts";
import { jsonLineResponse } from "../http/stream.ts";
import type { StoredModel } from "../store/model.ts";
import { shortName } from "../store/name.ts";

/** `GET /v1/models`: the models of the store, newest first. */
export const models: Handler<"openaiModels"> = ({ context }) =>
  answer(async () => {
    const data = (await context.store.list()).map((model) => toOpenAIModel(shortName(model.name), model));
    return { object: "list", data: data.length > 0 ? data : null } satisfies ModelList;
  });

/** `GET /v1/models/:model`: one of them. */
export const model: Handler<"openaiModel"> = ({ params, context }) =>
  answer(async () => {
    const { model: sent = "" } = params;
    return toOpenAIModel(sent, await findShown(context.store, sent, context.environment.noCloud));
  });

async function answer(find: () => Promise<unknown>): Promise<Response> {
  try {
    return jsonLineResponse(await find());
  } catch (error) {
    return passedOnErrorResponse(error, "openai");
  }
}

function toOpenAIModel(id: string, { name, modifiedAt }: StoredModel): OpenAIModel {
  return { id, object: "model", created: Math.floor(modifiedAt.getTime() / 1000), owned_by: name.namespace };
}

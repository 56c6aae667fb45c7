import type { ListResponse, ShowResponse } from "@cria/spec";
import { type FakeAnswer, json } from "../answer.ts";
import { parseName } from "../model-name.ts";
import { list, show } from "../native/models.ts";
import type { FakeState } from "../state.ts";
import { seconds } from "./ask-native.ts";

/** Answers `GET /v1/models`. */
export function openaiModels(state: FakeState): FakeAnswer {
  const { models } = jsonOf(list(state)) as ListResponse;
  const data = models.map(({ name, modified_at }) => openaiModel(name, modified_at ?? ""));
  return json(200, { object: "list", data: data.length === 0 ? null : data });
}

/** Answers `GET /v1/models/:model`. */
export function retrieveModel(name: string, state: FakeState): FakeAnswer {
  const { modified_at } = jsonOf(show(JSON.stringify({ model: name }), state, "")) as ShowResponse;
  return json(200, openaiModel(name, modified_at ?? ""));
}

function openaiModel(id: string, modifiedAt: string): object {
  return { id, object: "model", created: seconds(modifiedAt), owned_by: parseName(id)?.namespace ?? "" };
}

function jsonOf({ body }: FakeAnswer): unknown {
  return body.kind === "json" ? body.value : undefined;
}

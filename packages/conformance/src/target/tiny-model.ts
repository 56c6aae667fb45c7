import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { show } from "../check/expect.ts";
import { bodyText } from "../exchange/body-text.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { Client } from "./client.ts";
import type { Target } from "./target.ts";

/** Name under which the tiny model is on a server while it is checked. */
export const tinyModelName = "cria-conformance-tiny";

/** Files of a model, as `/api/create` needs them. */
export interface TinyModel {
  /** The GGUF file. */
  readonly weights: Uint8Array;
  readonly template: string;
  readonly parameters: unknown;
}

/** The server did not take the model. */
export class UploadFailed extends Error {
  override readonly name = "UploadFailed";
}

/** Where the model lies in the published package, and in the repository. */
const folders = ["../../model/", "../../../server/model/"].map((path) => new URL(path, import.meta.url));

/** The model that comes with the suite; undefined if its files are not there. */
export function readTinyModel(places: readonly URL[] = folders): TinyModel | undefined {
  const names = { weights: "cria.gguf", template: "template.gotmpl", parameters: "params.json" };
  const place = places.find((folder) => Object.values(names).every((name) => existsSync(new URL(name, folder))));
  if (place === undefined) return undefined;
  const read = (name: string) => readFileSync(new URL(name, place));
  return {
    weights: read(names.weights),
    template: read(names.template).toString(),
    parameters: JSON.parse(read(names.parameters).toString()),
  };
}

/** Whether a server has no model, but takes one. */
export function wantsTinyModel({ models, absent }: Target): boolean {
  return models.known.length === 0 && !absent.has("create") && !absent.has("blobUpload");
}

/** Uploads the tiny model. Throws {@link UploadFailed}. */
export async function uploadTinyModel(client: Client, { weights, template, parameters }: TinyModel): Promise<void> {
  const digest = `sha256:${createHash("sha256").update(weights).digest("hex")}`;
  succeeded(await client.exchange("POST", `/api/blobs/${digest}`, undefined, { raw: weights }));
  const files = { "cria.gguf": digest };
  const body = { model: tinyModelName, files, template, parameters, stream: false };
  succeeded(await client.exchange("POST", "/api/create", body));
}

/** Deletes the tiny model again; a server that does not answer keeps it. */
export async function removeTinyModel(client: Client): Promise<boolean> {
  const { response } = await client.exchange("DELETE", "/api/delete", { model: tinyModelName });
  return response?.status === 200;
}

function succeeded({ request, response, failure }: Exchange): void {
  if (response?.complete === true && (response.status === 200 || response.status === 201)) return;
  const answer =
    response === undefined ? (failure?.message ?? "") : `${response.status} ${show(bodyText(response).trim())}`;
  throw new UploadFailed(`${request.method} ${request.path.slice(0, 30)} answered ${answer}`);
}

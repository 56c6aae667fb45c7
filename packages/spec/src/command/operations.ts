import type { TSchema } from "@sinclair/typebox";
import { schemaNames } from "../json-schema/names.ts";
import { operations as everyOperation, type Operation } from "../operations/index.ts";
import { type Command, json, jsonText } from "./command.ts";
import { table } from "./layout.ts";

export const operations: Command = {
  synopsis: "",
  summary: "List the endpoints.",
  options: { json },
  arity: [0, 0],
  run(_, options) {
    const all = Object.entries<Operation>(everyOperation);
    if (options.json) return jsonText(all.map(([id, operation]) => describe(id, operation)));
    const rows = all.map(([id, { methods, path, introducedIn, stream }]) => [
      methods.join(","),
      id,
      introducedIn ?? "-",
      stream === "none" ? path : `${path} (${stream})`,
    ]);
    return table([["METHOD", "ID", "SINCE", "PATH (STREAM)"], ...rows]);
  },
};

const nameOf = (schema: TSchema | string | undefined) =>
  typeof schema === "object" ? schemaNames.referenceTo(schema)?.name : schema;

/** An operation with the names of its types in place of their schemas. */
function describe(id: string, operation: Operation): object {
  const { request, responses, chunk, final, errorFrame, ...rest } = operation;
  return {
    id,
    ...rest,
    request: nameOf(request),
    responses: Object.fromEntries(Object.entries(responses).map(([status, body]) => [status, nameOf(body)])),
    chunk: nameOf(chunk),
    final: nameOf(final),
    errorFrame: nameOf(errorFrame),
  };
}

import { type Converter, converter } from "../json-schema/convert.ts";
import { isSchemaObject, type JsonSchema } from "../json-schema/json-schema.ts";
import { schemaNames } from "../json-schema/names.ts";
import { ModelOptions } from "../native/options.ts";
import { type Removed, removed } from "../native/removed.ts";
import { type Operation, type OperationId, operations } from "../operations/index.ts";
import { requirements } from "../requirements/index.ts";
import type { Lifetime } from "../since.ts";

/** Something of the API that came, or came and went. */
export interface Part extends Lifetime {
  readonly kind: "operation" | "field" | "requirement";
  readonly name: string;
}

const { use, define }: Converter = converter(schemaNames, (name) => name);

/** Every operation, requirement, and field or value whose lifetime is not that of the type around it. */
export function parts(): readonly Part[] {
  const all = Object.entries<Operation>(operations);
  return [
    ...all.map(([id, { methods, path, introducedIn, removedIn }]): Part => {
      return { kind: "operation", name: `${methods.join(",")} ${path} (${id})`, introducedIn, removedIn };
    }),
    ...[...schemaNames.schemas.keys()].flatMap((name) => fieldsOf(name, define(name))),
    ...all.flatMap(([id, operation]) => unnamedSchemas(id, operation).flatMap(([name, body]) => fieldsOf(name, body))),
    ...removed.flatMap(removedParts),
    ...requirements.map(({ id, introducedIn, removedIn }): Part => {
      return { kind: "requirement", name: id, introducedIn, removedIn };
    }),
  ];
}

/** Bodies of an operation that have no name of their own. */
function unnamedSchemas(id: string, { request, responses, chunk, final }: Operation): [string, JsonSchema][] {
  const bodies: [string, unknown][] = [
    [`${id} request`, request],
    ...Object.entries(responses).map(([status, body]): [string, unknown] => [`${id} response ${status}`, body]),
    [`${id} chunk`, chunk],
    [`${id} final frame`, final],
  ];
  return bodies.flatMap(([name, body]): [string, JsonSchema][] => {
    const written = isSchemaObject(body) ? use(body) : undefined;
    return written === undefined || "$ref" in written ? [] : [[name, written]];
  });
}

/** Parts of a schema that say when they came or went, `name` before the path to each. */
export function fieldsOf(name: string, schema: JsonSchema): Part[] {
  const found: Part[] = [];
  const add = (part: string, introducedIn: unknown, removedIn: unknown) => {
    if (introducedIn === undefined && removedIn === undefined) return;
    found.push({
      kind: "field",
      name: part,
      ...(typeof introducedIn === "string" && { introducedIn }),
      ...(typeof removedIn === "string" && { removedIn }),
    });
  };
  add(name, schema["x-introduced-in"], schema["x-removed-in"]);
  const introduced = mapOf(schema["x-enum-introduced-in"]);
  const gone = mapOf(schema["x-enum-removed-in"]);
  for (const value of new Set([...Object.keys(introduced), ...Object.keys(gone)])) {
    add(`${name} = ${value}`, introduced[value], gone[value]);
  }
  const into = (path: string, subschema: unknown) => {
    if (isSchemaObject(subschema)) found.push(...fieldsOf(path, subschema));
  };
  for (const [key, property] of Object.entries(mapOf(schema.properties))) into(`${name}.${key}`, property);
  into(`${name}[]`, schema.items);
  into(`${name}.*`, schema.additionalProperties);
  for (const union of [schema.anyOf, schema.allOf, schema.oneOf]) {
    if (Array.isArray(union)) for (const member of union) into(name, member);
  }
  return found;
}

const mapOf = (value: unknown): JsonSchema => (isSchemaObject(value) ? value : {});

/** What today's schemas no longer show, called as if they did. */
function removedParts({ kind, operations: ids, name, introducedIn, removedIn }: Removed): Part[] {
  const lifetime = { introducedIn, removedIn };
  if (kind === "endpoint") return [{ kind: "operation", name, ...lifetime }];
  if (kind === "option") return [{ kind: "field", name: `${typeName(ModelOptions, "options")}.${name}`, ...lifetime }];
  return ids.map((id: OperationId): Part => {
    const operation: Operation = operations[id];
    const [body, side] =
      kind === "request field" ? [operation.request, "request"] : [operation.responses[200], "response"];
    return { kind: "field", name: `${typeName(body, `${id} ${side}`)}.${name}`, ...lifetime };
  });
}

function typeName(schema: unknown, otherwise: string): string {
  return (isSchemaObject(schema) ? schemaNames.referenceTo(schema)?.name : undefined) ?? otherwise;
}

import { STATUS_CODES } from "node:http";
import { converter } from "../json-schema/convert.ts";
import { isSchemaObject, type JsonSchema } from "../json-schema/json-schema.ts";
import { schemaNames } from "../json-schema/names.ts";
import { type Method, type Operation, operations, type Protocol } from "../operations/index.ts";
import { info, securitySchemes, servers, tags } from "./info.ts";
import { streamOf, streamSentences } from "./stream.ts";
import type { Content, OpenApiDocument, OpenApiOperation, OpenApiResponse, PathParameter } from "./types.ts";

const prefix = "#/components/schemas/";
const { use, define } = converter(schemaNames, (name) => prefix + name, withBinaryFormat);

/** Bytes in a form; generators know them by the format that older versions of OpenAPI gave them. */
function withBinaryFormat(schema: JsonSchema): JsonSchema {
  return schema.contentMediaType === "application/octet-stream" ? { ...schema, format: "binary" } : schema;
}

/** The OpenAPI 3.1 document of the whole API, made from the table of operations. The same each time. */
export function openApiDocument(): OpenApiDocument {
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const [id, operation] of Object.entries<Operation>(operations)) {
    const path = templateOf(operation.path);
    paths[path] ??= {};
    for (const method of operation.methods) paths[path][method.toLowerCase()] = describe(id, operation, method);
  }
  const protocols = new Set(Object.values<Operation>(operations).map(({ protocol }) => protocol));
  return {
    openapi: "3.1.0",
    info,
    servers,
    // No token, or one.
    security: [{}, { bearer: [] }],
    tags: (Object.keys(tags) as Protocol[])
      .filter((name) => protocols.has(name))
      .map((name) => ({ name, description: tags[name] })),
    paths,
    components: { schemas: componentsFor(paths), securitySchemes },
  };
}

/** `/a/:name` as OpenAPI writes it, `/a/{name}`. */
function templateOf(path: string): string {
  return path.replaceAll(/:(\w+)/g, "{$1}");
}

/** What an operation does under one of its methods; all but the first get the method into their id. */
function describe(id: string, operation: Operation, method: Method): OpenApiOperation {
  const operationId = method === operation.methods[0] ? id : `${id}${method[0]}${method.slice(1).toLowerCase()}`;
  const parameters = parametersOf(operation);
  const description = streamSentences(operation);
  return {
    operationId,
    summary: operation.summary,
    ...(description !== undefined && { description }),
    tags: [operation.protocol],
    ...(operation.deprecated && { deprecated: true }),
    ...(parameters.length > 0 && { parameters }),
    ...(operation.body !== undefined && {
      requestBody: { required: true, content: requestContent(operation) },
    }),
    responses: {
      403: foreign,
      ...Object.fromEntries(
        Object.keys(operation.responses).map((status) => [status, responseOf(operation, Number(status), method)]),
      ),
    },
    ...(operation.introducedIn !== undefined && { "x-introduced-in": operation.introducedIn }),
    ...(operation.beyondOllama && { "x-beyond-ollama": true }),
    ...(operation.removedIn !== undefined && { "x-removed-in": operation.removedIn }),
  };
}

function parametersOf({ pathParameters = {} }: Operation): PathParameter[] {
  return Object.entries(pathParameters).map(([name, parameter]) => {
    const { description = "", ...schema } = use(parameter);
    return { name, in: "path", required: true, description: String(description), schema };
  });
}

/** What the table leaves out, because every operation may answer it. */
const foreign: OpenApiResponse = {
  description: "Forbidden: the request's `Host` or `Origin` is not allowed. No body.",
};

const text: Content = { "text/plain": { schema: { type: "string" } } };
const bytes: Content = { "application/octet-stream": { schema: { type: "string", format: "binary" } } };

function requestContent({ body, request }: Operation): Content {
  if (body === "bytes") return bytes;
  const schema = request === undefined ? {} : use(request);
  return { [body === "multipart" ? "multipart/form-data" : "application/json"]: { schema } };
}

/** Statuses that no RFC names. */
const reasons: Readonly<Record<number, string>> = { 499: "Client Closed Request" };

function responseOf(operation: Operation, status: number, method: Method): OpenApiResponse {
  const body = operation.responses[status];
  const description = STATUS_CODES[status] ?? reasons[status] ?? `Status ${status}`;
  if (body === undefined || body === "empty" || method === "HEAD") return { description };
  if (body === "text") return { description, content: text };
  const stream = status === 200 ? streamOf(operation, use) : undefined;
  return {
    description,
    content: {
      "application/json": { schema: use(body) },
      ...(operation.plainText && status === 200 && text),
      ...(stream && { [stream.contentType]: stream.mediaType }),
    },
  };
}

/** Definitions of the named schemas that `root` refers to, directly or through others. */
function componentsFor(root: unknown): Record<string, JsonSchema> {
  const found = new Map<string, JsonSchema>();
  const visit = (value: unknown) => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isSchemaObject(value)) return;
    const name = typeof value.$ref === "string" ? value.$ref.slice(prefix.length) : undefined;
    if (name !== undefined && !found.has(name)) {
      const definition = define(name);
      found.set(name, definition);
      visit(definition);
    }
    for (const [key, child] of Object.entries(value)) if (key !== "$ref") visit(child);
  };
  visit(root);
  return Object.fromEntries([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

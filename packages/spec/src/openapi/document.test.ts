import { describe, expect, test } from "bun:test";
import { type Operation, operations } from "../operations/index.ts";
import { type OpenApiOperation, openApiDocument, type PathItem } from "./index.ts";

const document = openApiDocument();
const text = JSON.stringify(document);
const described = (path: string, method: string): OpenApiOperation | undefined =>
  document.paths[path.replaceAll(/:(\w+)/g, "{$1}")]?.[method.toLowerCase() as keyof PathItem];

describe.each(Object.entries<Operation>(operations))("%s", (id, operation) => {
  test("stands under each of its methods, with an id of its own", () => {
    const ids = operation.methods.map((method) => described(operation.path, method)?.operationId);
    expect(ids[0]).toBe(id);
    expect(new Set(ids).size).toBe(operation.methods.length);
  });

  test("has all its statuses, and the 403 that every operation may answer", () => {
    for (const method of operation.methods) {
      const statuses = Object.keys(described(operation.path, method)!.responses);
      expect(new Set(statuses)).toEqual(new Set([...Object.keys(operation.responses), "403"]));
    }
  });

  test("says what it reads, where, and since when", () => {
    const { requestBody, parameters, ...rest } = described(operation.path, operation.methods[0]!)!;
    expect(requestBody !== undefined).toBe(operation.body !== undefined);
    expect(parameters?.length ?? 0).toBe(operation.path.split("/:").length - 1);
    const origin =
      operation.introducedIn === undefined
        ? { "x-beyond-ollama": true }
        : { "x-introduced-in": operation.introducedIn };
    expect(rest).toMatchObject({ ...origin, tags: [operation.protocol] });
  });

  test("has a content type more if it streams", () => {
    const content = described(operation.path, operation.methods[0]!)!.responses[200]?.content ?? {};
    const { stream } = operation;
    const streamed = Object.values(content).filter((mediaType) => "x-stream" in mediaType);
    if (stream === "none") return expect(streamed).toEqual([]);
    expect(Object.keys(content)).toEqual([
      "application/json",
      stream === "ndjson" ? "application/x-ndjson" : "text/event-stream",
    ]);
    expect(streamed[0]?.["x-stream"]).toMatchObject({ framing: stream, default: operation.streamsByDefault ?? false });
  });
});

test("a HEAD answers without content", () => {
  const heads = Object.values(document.paths).flatMap(({ head }) => (head === undefined ? [] : [head]));
  expect(heads.length).toBeGreaterThan(0);
  for (const { responses } of heads) {
    for (const response of Object.values(responses)) expect(response.content).toBeUndefined();
  }
});

test("each frame of a stream is a chunk, the last, or an error", () => {
  const mediaType = document.paths["/api/chat"]?.post?.responses[200]?.content?.["application/x-ndjson"];
  const { chunk, final, error } = mediaType!["x-stream"]!;
  expect(mediaType!.schema).toEqual({ anyOf: [chunk, final, error] });
  expect(document.paths["/v1/chat/completions"]?.post?.description).toEndWith("The last event's data is `[DONE]`.");
});

test("bytes and forms are told from JSON", () => {
  const content = (path: string) => document.paths[path]?.post?.requestBody?.content;
  expect(content("/api/blobs/{digest}")).toHaveProperty(["application/octet-stream", "schema", "format"], "binary");
  expect(content("/v1/audio/transcriptions")).toHaveProperty(["multipart/form-data"]);
  expect(document.components.schemas.TranscriptionRequest).toHaveProperty("properties.file.format", "binary");
});

test("what others need is there, and what only the server needs is not", () => {
  expect(document.components.schemas.ChatRequest).toHaveProperty(["properties", "think", "x-introduced-in"], "0.9.0");
  expect(document.components.schemas.ChatRequest).toHaveProperty("properties.stream.default", true);
  expect(text).not.toContain('"x-go-');
  expect(text).toContain('"deprecated":true');
});

test("named schemas are referred to, not repeated", () => {
  const repeated: string[] = [];
  const definitions = new Map(
    Object.entries(document.components.schemas)
      .filter(([, schema]) => "properties" in schema)
      .map(([name, schema]) => [JSON.stringify(schema), name]),
  );
  const visit = (value: unknown, path: string, depth: number) => {
    if (typeof value !== "object" || value === null) return;
    const name = depth > 1 ? definitions.get(JSON.stringify(value)) : undefined;
    if (name !== undefined) repeated.push(`${path} repeats ${name}`);
    for (const [key, child] of Object.entries(value)) visit(child, `${path}/${key}`, depth + 1);
  };
  visit(document.components.schemas, "", 0);
  visit(document.paths, "", 2);
  expect(repeated).toEqual([]);
});

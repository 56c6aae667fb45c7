/**
 * A program against the generated TypeScript types: a client of ten lines, a call of each kind, and calls that must not
 * compile. `process.argv` holds the server's address and a model; it prints what it got as one JSON object.
 */
export const exampleProgram = `
import type { components, paths } from "./ollama.ts";

declare const process: { argv: string[] };
const [, , url = "", model = ""] = process.argv;

type Method = "get" | "post" | "delete";
type At<T, Key extends PropertyKey> = T extends { [K in Key]: infer Value } ? Value : never;
type PathsWith<M extends Method> = { [P in keyof paths]: At<paths[P], M> extends object ? P : never }[keyof paths];
type Body<P extends keyof paths, M extends Method> = At<At<At<At<paths[P], M>, "requestBody">, "content">, "application/json">;
type Content<P extends keyof paths, M extends Method> = At<At<At<At<paths[P], M>, "responses">, 200>, "content">;
type Answer<P extends keyof paths, M extends Method> = At<Content<P, M>, "application/json">;
type Frame<P extends keyof paths, M extends Method> = At<Content<P, M>, "application/x-ndjson">;

async function call<M extends Method, P extends PathsWith<M>>(
  method: M,
  path: P,
  ...[body]: [Body<P, M>] extends [never] ? [] : [body: Body<P, M>]
): Promise<{ ok: true; body: Answer<P, M> } | { ok: false; status: number; error: components["schemas"]["ErrorResponse"] }> {
  const response = await fetch(url + path, {
    method: method.toUpperCase(),
    ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const json = await response.json();
  return response.ok ? { ok: true, body: json } : { ok: false, status: response.status, error: json };
}

async function frames<P extends PathsWith<"post">>(path: P, body: Body<P, "post">): Promise<Frame<P, "post">[]> {
  const response = await fetch(url + path, { method: "POST", body: JSON.stringify(body) });
  const text = await response.text();
  return text.split("\\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

const version = await call("get", "/api/version");
const listed = await call("get", "/api/tags");
const request = { model, messages: [{ role: "user", content: "Hi" }], options: { num_predict: 4, temperature: 0 } };
const chat = await call("post", "/api/chat", { ...request, stream: false });
const streamed = await frames("/api/chat", request);
const missing = await call("post", "/api/show", { model: "no-such-model" });

// What must not compile; none of it runs.
export async function refused() {
  // @ts-expect-error a path that no server has
  await call("get", "/api/nothing");
  // @ts-expect-error a method that the path does not have
  await call("delete", "/api/chat", request);
  // @ts-expect-error a request without its model
  await call("post", "/api/chat", { messages: [] });
  // @ts-expect-error a field of another type
  await call("post", "/api/chat", { ...request, stream: "no" });
  // @ts-expect-error a field that the answer does not have
  if (version.ok) console.log(version.body.number);
}

const contentOf = (frame: (typeof streamed)[number]): string => ("message" in frame ? frame.message.content : "");
console.log(
  JSON.stringify({
    version: version.ok ? version.body.version : undefined,
    models: listed.ok ? listed.body.models.map(({ name, size }) => [name, size]) : undefined,
    content: chat.ok ? chat.body.message.content : undefined,
    done: chat.ok ? chat.body.done : undefined,
    streamed: streamed.map(contentOf).join(""),
    status: missing.ok ? 200 : missing.status,
    error: missing.ok ? undefined : missing.error.error,
  }),
);
`;

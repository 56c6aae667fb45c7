import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { operations } from "@cria/spec";
import fc from "fast-check";
import { readEnvironment } from "../environment.ts";
import { ApiKeys } from "./api-keys.ts";
import type { Handlers, ServerContext } from "./context.ts";
import { servedIds } from "./served.ts";
import { type RunningServer, startServer } from "./server.ts";

const handlers = Object.fromEntries(servedIds.map((id) => [id, async () => new Response("passed")]));

let server: RunningServer;
beforeAll(() => {
  const environment = readEnvironment({ OLLAMA_HOST: "127.0.0.1:0", CRIA_API_KEY: "first, second" }, "/nowhere/home");
  server = startServer({ environment, version: "0.0.0" } as ServerContext, handlers as unknown as Handlers);
});
afterAll(() => server.stop(true));

const ask = (method: string, path: string, headers: Record<string, string> = {}) =>
  fetch(server.url + path, { method, headers });

const routes = servedIds.flatMap((id) =>
  operations[id].methods.map((method) => [method, operations[id].path] as const),
);

describe.each(routes)("%s %s", (method, path) => {
  test("refuses who brings no key or a wrong one", async () => {
    for (const headers of [
      {},
      { authorization: "Bearer third" },
      { authorization: "Basic first" },
      { "x-api-key": "" },
    ]) {
      const answer = await ask(method, path, headers as Record<string, string>);
      expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
      const text = await answer.text();
      if (method !== "HEAD") expect(text).toContain('"unauthorized"');
      expect(text).not.toContain("first");
    }
  });
});

test.each([
  ["GET", "/nowhere"],
  ["PUT", "/api/chat"],
])("%s %s is not told from a route without a key", async (method, path) => {
  expect((await ask(method, path)).status).toBe(401);
});

test.each([
  { authorization: "Bearer first" },
  { authorization: "bearer  second " },
  { "x-api-key": "second" },
  { authorization: "Bearer none", "x-api-key": "first" },
])("%j passes", async (headers) => {
  const answer = await ask("GET", "/api/tags", headers as Record<string, string>);
  expect([answer.status, await answer.text()]).toEqual([200, "passed"]);
});

test("errors are in the words of each protocol", async () => {
  const bodyOf = async (path: string): Promise<unknown> => (await ask("POST", path)).json();
  expect(await bodyOf("/api/chat")).toEqual({ error: "unauthorized" });
  expect(await bodyOf("/v1/chat/completions")).toMatchObject({ error: { message: "unauthorized" } });
  expect(await bodyOf("/v1/messages")).toMatchObject({ type: "error", error: { type: "authentication_error" } });
});

test("a browser's preflight, which has no key, is answered", async () => {
  const headers = { origin: "http://localhost:3000", "access-control-request-method": "POST" };
  expect((await ask("OPTIONS", "/api/chat", headers)).status).toBe(204);
});

const word = fc.stringMatching(/^[!-+\--~]{1,20}$/);
const request = (key: string) => new Request("http://x/", { headers: { authorization: `Bearer ${key}` } });

test("only the keys pass", () => {
  fc.assert(
    fc.property(fc.uniqueArray(word, { minLength: 1 }), word, (keys, other) => {
      const known = new ApiKeys(keys);
      for (const key of keys) expect(known.allow(request(key))).toBe(true);
      expect(known.allow(request(other))).toBe(keys.includes(other));
    }),
  );
});

test("without keys, every request passes", () => {
  expect(new ApiKeys([]).allow(new Request("http://x/"))).toBe(true);
});

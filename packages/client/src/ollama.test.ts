import { afterAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ollama as BrowserOllama } from "./browser.ts";
import { ConnectionError, MalformedResponseError, Ollama, ResponseError } from "./index.ts";
import { type SeenRequest, startScriptedServer } from "./testing/scripted-server.ts";

const chunk = {
  model: "m",
  created_at: "2026-01-01T00:00:00Z",
  message: { role: "assistant", content: "Hi" },
  done: false,
};
const final = { ...chunk, done: true, done_reason: "stop", eval_count: 2 };
const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("requests", () => {
  test("carry the headers of the client, those of the call, and the defaults where neither says", async () => {
    using server = startScriptedServer(() => Response.json({ version: "1" }));
    const client = new Ollama({ host: server.url, headers: { "X-A": "1", "X-B": "1", Accept: "text/x" } });
    await client.version({ headers: { "x-b": "2" } });
    const [{ method, path, headers }] = server.seen as [SeenRequest];
    expect([method, path]).toEqual(["GET", "/api/version"]);
    expect(["x-a", "x-b", "accept", "content-type"].map((name) => headers.get(name))).toEqual([
      "1",
      "2",
      "text/x",
      null,
    ]);
  });

  test("go below the path of the host, with its user name", async () => {
    using server = startScriptedServer(() => Response.json({ models: [] }));
    await new Ollama({ host: `${server.url.replace("//", "//me:secret@")}/deep/` }).list();
    expect(server.seen[0]!.path).toBe("/deep/api/tags");
    expect(server.seen[0]!.headers.get("authorization")).toBe(`Basic ${btoa("me:secret")}`);
  });

  test("go to the page's own origin through a proxy, by the fetch that was given", async () => {
    const urls: string[] = [];
    const fetch = async (url: string) => {
      urls.push(url);
      return Response.json({ version: "1" });
    };
    await new Ollama({ proxy: true, host: "ignored", fetch }).version();
    expect(urls).toEqual(["/api/version"]);
  });

  test("say stream: false unless they stream, and are left as they were", async () => {
    using server = startScriptedServer(() => Response.json(final));
    const bytes = new Uint8Array([1, 2, 3]);
    const request = { model: "m", messages: [{ role: "user", content: "x", images: [bytes] }] };
    await new Ollama({ host: server.url }).chat(request);
    const sent = { model: "m", messages: [{ role: "user", content: "x", images: ["AQID"] }], stream: false };
    expect(server.seen[0]!.json).toEqual(sent);
    expect(server.seen[0]!.headers.get("content-type")).toBe("application/json");
    expect(request).toEqual({ model: "m", messages: [{ role: "user", content: "x", images: [bytes] }] });
  });

  test("go to ollama.com with the key of the environment, for the web", async () => {
    const seen: [string, string | null, unknown][] = [];
    const fetch = async (url: string, init?: RequestInit) => {
      seen.push([url, new Headers(init?.headers).get("authorization"), JSON.parse(String(init?.body))]);
      return new Response('{"results":[]}');
    };
    const before = process.env.OLLAMA_API_KEY;
    process.env.OLLAMA_API_KEY = "k";
    try {
      const client = new Ollama({ fetch });
      await client.webSearch({ query: "q", maxResults: 3 });
      await new Ollama({ fetch, headers: { Authorization: "Bearer mine" } }).webFetch({ url: "https://x" });
      await new Ollama({ fetch, host: "https://ollama.com.example" }).show({ model: "m" });
    } finally {
      if (before === undefined) delete process.env.OLLAMA_API_KEY;
      else process.env.OLLAMA_API_KEY = before;
    }
    expect(seen).toEqual([
      ["https://ollama.com/api/web_search", "Bearer k", { query: "q", max_results: 3 }],
      ["https://ollama.com/api/web_fetch", "Bearer mine", { url: "https://x" }],
      ["https://ollama.com.example/api/show", null, { model: "m" }],
    ]);
    expect(await caught(new Ollama({ fetch }).webSearch({ query: "" }))).toBeInstanceOf(TypeError);
    expect(await caught(new Ollama({ fetch }).webFetch({ url: "" }))).toBeInstanceOf(TypeError);
  });
});

describe("images", () => {
  const folder = mkdtempSync(join(tmpdir(), "cria-client-"));
  const path = join(folder, "image.png");
  writeFileSync(path, "png");
  afterAll(() => rmSync(folder, { recursive: true }));
  test.each([
    ["bytes", new Uint8Array([255, 0]), "/wA=", "/wA="],
    ["many bytes", new Uint8Array(100_000).fill(7), Buffer.alloc(100_000, 7).toString("base64"), undefined],
    ["base64", "AQID", "AQID", "AQID"],
    ["a data URL", "data:image/png;base64,AQID", "AQID", "AQID"],
    ["a path", path, "cG5n", path],
    ["a folder", folder, folder, folder],
  ])("%s", async (_, image, inNode, inBrowser = inNode) => {
    expect(await new Ollama().encodeImage(image)).toBe(inNode);
    expect(await new BrowserOllama().encodeImage(image)).toBe(inBrowser);
  });
});

describe("errors", () => {
  const json = { "content-type": "application/json" };
  test.each<[string, number, string | null, Record<string, string>, string, unknown]>([
    ["a text in JSON", 404, '{"error":"no model"}', json, "no model", { error: "no model" }],
    ["an object in JSON", 400, '{"error":{"message":"no"}}', json, "no", { error: { message: "no" } }],
    ["JSON that is not said to be", 404, '{"error":"no model"}', {}, "no model", { error: "no model" }],
    ["plain text", 405, "405 method not allowed\n", {}, "405 method not allowed", "405 method not allowed\n"],
    ["no text", 503, null, {}, "Error 503: Service Unavailable", ""],
    ["other JSON", 422, '{"detail":1}', json, "Error 422: Unprocessable Entity", { detail: 1 }],
    ["broken JSON", 500, '{"error":', json, '{"error":', '{"error":'],
  ])("with %s", async (_, status, sent, headers, message, body) => {
    using server = startScriptedServer(() => new Response(sent, { status, headers: { ...headers, "x-mine": "1" } }));
    const client = new Ollama({ host: server.url });
    for (const call of [() => client.list(), () => client.chat({ model: "x", stream: true })]) {
      const error = await caught(call());
      expect(error).toBeInstanceOf(ResponseError);
      const numbers = { status, status_code: status };
      expect(error).toMatchObject({ name: "ResponseError", message, error: message, body, ...numbers });
      expect((error as ResponseError).headers?.get("x-mine")).toBe("1");
    }
  });

  test("say which server is not there, and why", async () => {
    const server = startScriptedServer(() => new Response());
    server[Symbol.dispose]();
    const error = await caught(new Ollama({ host: server.url }).list());
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as Error).message).toStartWith(`cannot reach ${server.url}/api/tags: `);
    expect((error as ConnectionError).code).toBeString();
    expect((error as Error).cause).toBeInstanceOf(Error);
  });

  test("show an answer that is not JSON", async () => {
    using server = startScriptedServer(() => new Response("<html>"));
    const error = await caught(new Ollama({ host: server.url }).list());
    expect(error).toBeInstanceOf(MalformedResponseError);
    expect(error).toMatchObject({ text: "<html>", body: "<html>", status: 200 });
  });

  test("are the signal's reason when a call is aborted, before or during it", async () => {
    using server = startScriptedServer(() => Promise.withResolvers<Response>().promise);
    const client = new Ollama({ host: server.url });
    expect(await caught(client.list({ signal: AbortSignal.abort(new Error("before")) }))).toMatchObject({
      message: "before",
    });
    const controller = new AbortController();
    const waiting = caught(client.chat({ model: "m" }, { signal: controller.signal }));
    while (server.seen.length === 0) await Bun.sleep(5);
    controller.abort();
    expect(await waiting).toHaveProperty("name", "AbortError");
  });
});

describe("blobs", () => {
  const bytes = new TextEncoder().encode("weights".repeat(50_000));
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const pieces = async function* () {
    for (let at = 0; at < bytes.length; at += 60_000) yield bytes.slice(at, at + 60_000);
  };
  const stream = () => new Blob([bytes]).stream();
  const store = () => {
    const stored = new Map<string, Uint8Array>();
    const server = startScriptedServer(({ method, path, body }) => {
      const name = path.slice("/api/blobs/".length);
      if (method === "HEAD") return new Response(null, { status: stored.has(name) ? 200 : 404 });
      if (path === "/api/create") return Response.json({ status: "success" });
      stored.set(name, body);
      return new Response(null, { status: 201 });
    });
    return { server, stored };
  };

  describe.each([
    ["Node", Ollama],
    ["browsers", BrowserOllama],
  ])("in the entry for %s", (_, Client) => {
    test.each([
      ["a blob", () => new Blob([bytes])],
      ["bytes", () => bytes],
      ["a buffer", () => bytes.buffer],
      ["a view", () => new DataView(bytes.buffer)],
      ["a stream", stream],
      ["an async iterable", pieces],
    ])("%s is uploaded once, with its digest and without", async (_, source) => {
      const { server, stored } = store();
      using _server = server;
      const client = new Client({ host: server.url });
      expect(await client.createBlob(source())).toBe(digest);
      expect(Buffer.from(stored.get(digest)!).equals(bytes)).toBe(true);
      expect(await client.createBlob(source())).toBe(digest);
      expect(await client.createBlob(source(), { digest: digest.slice(7).toUpperCase() })).toBe(digest);
      expect(server.seen.map(({ method }) => method)).toEqual(["HEAD", "POST", "HEAD", "HEAD"]);
      stored.clear();
      expect(await client.createBlob(source(), { digest })).toBe(digest);
      expect(Buffer.from(stored.get(digest)!).equals(bytes)).toBe(true);
    });

    test("files of a new model are uploaded and named by their digests", async () => {
      const { server, stored } = store();
      using _server = server;
      const known = `sha256:${"0".repeat(64)}`;
      const files = { "model.gguf": new Blob([bytes]), "other.gguf": known };
      const request = { model: "m", files, adapters: { "a.gguf": bytes } };
      expect(await new Client({ host: server.url }).create(request)).toEqual({ status: "success" });
      expect([...stored.keys()]).toEqual([digest]);
      expect(server.seen.at(-1)!.json).toEqual({
        model: "m",
        files: { "model.gguf": digest, "other.gguf": known },
        adapters: { "a.gguf": digest },
        stream: false,
      });
    });
  });

  test("a stream with a digest that the server has is cancelled", async () => {
    using server = startScriptedServer(() => new Response());
    let cancelled = false;
    const unread = new ReadableStream<Uint8Array>({
      cancel() {
        cancelled = true;
      },
    });
    await new Ollama({ host: server.url }).createBlob(unread, { digest });
    expect(cancelled).toBe(true);
  });

  test("a digest that is none, and a server that refuses, are errors", async () => {
    using server = startScriptedServer(({ method }) => new Response("no", { status: method === "HEAD" ? 404 : 400 }));
    const client = new Ollama({ host: server.url });
    expect(await caught(client.createBlob(bytes, { digest: "abc" }))).toBeInstanceOf(TypeError);
    expect(await caught(client.createBlob(bytes))).toMatchObject({ status_code: 400, error: "no" });
    expect(await caught(client.createBlob(bytes, { signal: AbortSignal.abort() }))).toHaveProperty(
      "name",
      "AbortError",
    );
  });
});

test("documents are ranked", async () => {
  const answer = {
    model: "m",
    object: "list",
    results: [{ index: 1, relevance_score: 0.75 }],
    usage: { prompt_tokens: 9, total_tokens: 9 },
  };
  using server = startScriptedServer(() => Response.json(answer));
  const request = { model: "m", query: "q", documents: ["a", { text: "b" }], top_n: 1, return_documents: false };
  expect(await new Ollama({ host: server.url }).rerank(request)).toEqual(answer as never);
  expect(server.seen.map(({ method, path, json }) => [method, path, json])).toEqual([["POST", "/api/rerank", request]]);
});

test("embeddings that are null are an empty vector", async () => {
  using server = startScriptedServer(() => Response.json({ embedding: null }));
  expect(await new Ollama({ host: server.url }).embeddings({ model: "m", prompt: "x" })).toEqual({ embedding: [] });
});

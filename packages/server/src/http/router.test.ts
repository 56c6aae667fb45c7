import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { request as httpRequest } from "node:http";
import { hostname } from "node:os";
import { zstdCompressSync } from "node:zlib";
import { readEnvironment } from "../environment.ts";
import type { Handlers, ServerContext } from "./context.ts";
import { servedIds } from "./served.ts";
import { type RunningServer, startServer } from "./server.ts";

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Answers every operation with its id. */
const handlers = Object.fromEntries(
  servedIds.map((id) => [
    id,
    async ({ params }: { params: unknown }) => new Response(`${id} ${JSON.stringify(params)}`),
  ]),
) as unknown as Handlers;

function start(variables: Record<string, string> = {}): RunningServer {
  const environment = readEnvironment({ OLLAMA_HOST: "127.0.0.1:0", ...variables }, "/nowhere/home");
  return startServer({ environment, version: "0.0.0" } as ServerContext, handlers);
}

function ask(
  server: RunningServer,
  method: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: "127.0.0.1", port: server.port, method, path, headers }, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += String(chunk);
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    request.on("error", reject);
    request.end();
  });
}

let server: RunningServer;
beforeAll(() => {
  server = start();
});
afterAll(() => server.stop(true));

describe("routes", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  test.each([
    ["GET", "/", "root {}"],
    ["GET", "/?a=b", "root {}"],
    ["GET", "/api/tags", "list {}"],
    ["GET", "/api/%74ags", "list {}"],
    ["GET", "/api/ps", "ps {}"],
    ["POST", `/api/blobs/${digest}`, `blobUpload {"digest":"${digest}"}`],
    ["POST", `/api/blobs/${digest.replace(":", "%3A")}`, `blobUpload {"digest":"${digest}"}`],
  ])("%s %s", async (method, path, body) => {
    expect(await ask(server, method, path)).toMatchObject({ status: 200, body });
  });

  test.each([
    ["GET", "/api"],
    ["GET", "/api/"],
    ["GET", "/API/TAGS"],
    ["GET", "/api/nope"],
    ["GET", "/api/blobs/"],
    ["POST", "/api/blobs/"],
    ["GET", "/api/generate/"],
    ["POST", "/api/blobs/a%2Fb"],
    ["GET", "/debug/pprof/"],
  ])("%s %s is unknown", async (method, path) => {
    expect(await ask(server, method, path)).toMatchObject({
      status: 404,
      headers: { "content-type": "text/plain", "content-length": "18" },
      body: "404 page not found",
    });
  });

  test.each([
    ["POST", "/api/tags", "HEAD, GET"],
    ["PUT", "/", "HEAD, GET"],
    ["HEAD", "/api/ps", "GET"],
    ["GET", "/api/chat", "POST"],
    ["HEAD", "/api/chat", "POST"],
    ["GET", `/api/blobs/${digest}`, "HEAD, POST"],
    ["POST", "/api/delete", "DELETE"],
    ["OPTIONS", "/api/chat", "POST"],
  ])("%s %s is not allowed", async (method, path, allow) => {
    expect(await ask(server, method, path)).toMatchObject({
      status: 405,
      headers: { "content-type": "text/plain", "content-length": "22", allow },
      body: method === "HEAD" ? "" : "405 method not allowed",
    });
  });

  test.each([
    ["GET", "/api/tags/", 301, "/api/tags", '<a href="/api/tags">Moved Permanently</a>.\n\n'],
    ["GET", "/api/tags/?a=b", 301, "/api/tags?a=b", '<a href="/api/tags?a=b">Moved Permanently</a>.\n\n'],
    ["HEAD", "/api/tags/", 307, "/api/tags", ""],
    ["POST", "/api/chat/", 307, "/api/chat", ""],
    ["GET", "//api/tags", 307, "/api/tags", '<a href="/api/tags">Temporary Redirect</a>.\n\n'],
    ["POST", "/api//tags", 307, "/api/tags", ""],
    ["DELETE", "//evil.example//", 307, "/evil.example/", ""],
  ])("%s %s is redirected, even to a page of another origin", async (method, path, status, location, body) => {
    const answer = await ask(server, method, path, { origin: "http://evil.example" });
    expect(answer).toMatchObject({ status, headers: { location }, body });
    const type = method === "GET" || method === "HEAD" ? "text/html; charset=utf-8" : undefined;
    expect(answer.headers["content-type"]).toBe(type);
  });

  test("a path that cannot be decoded is a bad request", async () => {
    expect((await ask(server, "GET", "/api/%zz")).status).toBe(400);
  });
});

describe("origins", () => {
  test.each([
    "http://localhost",
    "https://localhost:3000",
    "http://127.0.0.1:5173",
    "http://0.0.0.0",
    "app://obsidian.md",
    "file://",
    "tauri://localhost",
    "vscode-webview://x",
    "vscode-file://x",
  ])("%s is allowed", async (origin) => {
    const answer = await ask(server, "GET", "/api/tags", { origin });
    expect(answer).toMatchObject({ status: 200, headers: { "access-control-allow-origin": origin, vary: "Origin" } });
    expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();
  });

  test.each([
    "null",
    "http://evil.example",
    "http://[::1]:3000",
    "http://localhost.evil.com",
    "http://localhos",
    "chrome-extension://abc",
  ])("%s is refused", async (origin) => {
    for (const path of ["/api/tags", "/unknown"]) {
      const answer = await ask(server, "GET", path, { origin });
      expect(answer).toMatchObject({ status: 403, headers: { "content-length": "0" }, body: "" });
      expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
    }
  });

  test("the server's own origin is no other origin", async () => {
    const answer = await ask(server, "GET", "/api/tags", { origin: server.url });
    expect(answer.status).toBe(200);
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
  });

  test.each(["/api/chat", "/unknown"])("a preflight of %s says what is allowed", async (path) => {
    const answer = await ask(server, "OPTIONS", path, {
      origin: "http://localhost:3000",
      "access-control-request-method": "POST",
    });
    expect(answer).toMatchObject({
      status: 204,
      headers: {
        "access-control-allow-origin": "http://localhost:3000",
        "access-control-allow-methods": "GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS",
        "access-control-max-age": "43200",
        vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
      },
      body: "",
    });
    expect(answer.headers["access-control-allow-headers"]).toBe(
      "Authorization,Content-Type,User-Agent,Accept,X-Requested-With,Openai-Beta,X-Stainless-Arch,X-Stainless-Async,X-Stainless-Custom-Poll-Interval,X-Stainless-Helper-Method,X-Stainless-Lang,X-Stainless-Os,X-Stainless-Package-Version,X-Stainless-Poll-Helper,X-Stainless-Retry-Count,X-Stainless-Runtime,X-Stainless-Runtime-Version,X-Stainless-Timeout",
    );
    expect(answer.headers.allow).toBe(path === "/api/chat" ? "POST" : undefined);
  });

  test("a refused preflight still names the route's methods", async () => {
    const answer = await ask(server, "OPTIONS", "/api/chat", { origin: "http://evil.example" });
    expect(answer).toMatchObject({ status: 403, headers: { allow: "POST", "content-length": "0" } });
  });

  test("origins can be added, with a wildcard or all of them", async () => {
    const added = start({ OLLAMA_ORIGINS: "chrome-extension://*,http://*.Example.com" });
    const open = start({ OLLAMA_ORIGINS: "*" });
    try {
      for (const origin of ["chrome-extension://abc", "http://a.example.com"]) {
        expect((await ask(added, "GET", "/", { origin })).headers["access-control-allow-origin"]).toBe(origin);
      }
      expect((await ask(added, "GET", "/", { origin: "http://example.com" })).status).toBe(403);
      const any = await ask(open, "GET", "/", { origin: "http://evil.example" });
      expect(any).toMatchObject({ status: 200, headers: { "access-control-allow-origin": "*" } });
    } finally {
      await Promise.all([added.stop(true), open.stop(true)]);
    }
  });
});

describe("hosts", () => {
  test.each([
    "localhost",
    "LOCALHOST:11434",
    hostname(),
    "a.localhost",
    "printer.local",
    "ollama.internal",
    "127.0.0.1",
    "127.9.9.9:1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "0.0.0.0",
    "[::1]:80",
    "[fd00::1]",
  ])("%s is local", async (host) => {
    expect((await ask(server, "GET", "/", { host })).status).toBe(200);
  });

  test.each([
    "evil.example",
    "localhost.",
    "a.local.evil.com",
    "8.8.8.8",
    "169.254.1.1",
    "100.64.0.1",
    "[2001:db8::1]",
  ])("%s is foreign", async (host) => {
    for (const path of ["/", "/unknown"]) {
      expect(await ask(server, "GET", path, { host })).toMatchObject({ status: 403, body: "" });
    }
  });

  test("OPTIONS without an origin is answered for a name only", async () => {
    expect((await ask(server, "OPTIONS", "/api/chat", { host: "localhost:1" })).status).toBe(204);
    expect((await ask(server, "OPTIONS", "/unknown", { host: "127.0.0.1" })).status).toBe(404);
  });

  test("a server that listens to others takes any host", async () => {
    const wide = start({ OLLAMA_HOST: "0.0.0.0:0" });
    try {
      expect((await ask(wide, "GET", "/", { host: "evil.example" })).status).toBe(200);
    } finally {
      await wide.stop(true);
    }
  });
});

describe("bodies of the other protocols", () => {
  const send = (path: string, body: string | Uint8Array<ArrayBuffer>, encoding?: string) =>
    fetch(server.url + path, { method: "POST", body, headers: encoding ? { "content-encoding": encoding } : {} });
  const invalid = { type: "invalid_request_error", message: "EOF" };

  test("that can't be read are refused in the words of the protocol", async () => {
    const openai = await send("/v1/chat/completions", "");
    expect([openai.status, await openai.json()]).toEqual([400, { error: { ...invalid, param: null, code: null } }]);
    const anthropic = await send("/v1/messages", "");
    expect([anthropic.status, await anthropic.json()]).toMatchObject([400, { type: "error", error: invalid }]);
  });

  test("may be compressed with zstd, unlike native ones", async () => {
    const body = new Uint8Array(zstdCompressSync('{"model":"m"}'));
    expect(await (await send("/v1/responses", body, "zstd")).text()).toBe("openaiResponses {}");
    expect((await send("/v1/responses", "{}", "zstd")).status).toBe(400);
    expect((await send("/api/chat", body, "zstd")).status).toBe(400);
  });
});

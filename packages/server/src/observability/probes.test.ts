import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEnvironment } from "../environment.ts";
import type { Handlers } from "../http/context.ts";
import { startService } from "../service/start-service.ts";

const home = mkdtempSync(join(tmpdir(), "cria-probes-"));
afterAll(() => rmSync(home, { recursive: true }));

const parts = {
  handlers: { version: async () => Response.json({ version: "1" }) } as unknown as Handlers,
  startRunner: () => Promise.reject(new Error("no model is loaded here")),
};
const start = (variables: Record<string, string> = {}) =>
  startService(readEnvironment({ OLLAMA_HOST: "127.0.0.1:0", CRIA_EMBEDDED_MODEL: "off", ...variables }, home), parts);

function freePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  listener.stop(true);
  return listener.port;
}

test("a server that runs is alive and ready, and counts its requests", async () => {
  await using service = await start();
  for (const path of ["/livez", "/readyz"]) {
    const response = await fetch(service.url + path);
    expect([response.status, await response.text()]).toEqual([200, "ok\n"]);
  }
  await fetch(`${service.url}/api/version`);
  const response = await fetch(`${service.url}/metrics`);
  expect(response.headers.get("content-type")).toStartWith("text/plain; version=0.0.4");
  const text = await response.text();
  expect(text).toContain('cria_http_requests_total{operation="version",status="200"} 1');
  expect(text).toContain("cria_load_queue 0");
  expect((await fetch(`${service.url}/metrics`, { method: "POST" })).status).toBe(405);
});

test("the key covers them beside the API; at an address of their own none is asked for", async () => {
  const port = freePort();
  await using behind = await start({ CRIA_API_KEY: "sesame" });
  await using apart = await start({ CRIA_API_KEY: "sesame", CRIA_METRICS: `127.0.0.1:${port}` });
  const headers = { authorization: "Bearer sesame" };
  expect((await fetch(`${behind.url}/metrics`)).status).toBe(401);
  expect((await fetch(`${behind.url}/metrics`, { headers })).status).toBe(200);
  expect((await fetch(`${apart.url}/metrics`, { headers })).status).toBe(404);
  expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200);
  expect((await fetch(`http://127.0.0.1:${port}/api/version`)).status).toBe(404);
});

test("they can be off", async () => {
  await using service = await start({ CRIA_METRICS: "off" });
  expect((await fetch(`${service.url}/livez`)).status).toBe(404);
});

test("an address that is taken is said in words, and nothing goes on listening", async () => {
  const taken = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
  const port = freePort();
  const variables = { OLLAMA_HOST: `127.0.0.1:${port}`, CRIA_METRICS: `127.0.0.1:${taken.port}` };
  await expect(start(variables)).rejects.toThrow(`cannot serve metrics at 127.0.0.1:${taken.port}`);
  await expect(fetch(`http://127.0.0.1:${port}/livez`)).rejects.toThrow();
  await taken.stop(true);
});

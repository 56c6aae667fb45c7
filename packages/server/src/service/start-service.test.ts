import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEnvironment } from "../environment.ts";
import type { Handlers } from "../http/context.ts";
import { startService } from "./start-service.ts";

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "cria-serve-"));
});
afterAll(() => rmSync(home, { recursive: true }));

const parts = {
  // Only the operations that these tests call.
  handlers: { version: async () => Response.json({ version: "1" }) } as unknown as Handlers,
  startRunner: () => Promise.reject(new Error("no model is loaded here")),
};
const environment = (host: string) => readEnvironment({ OLLAMA_HOST: host }, home);

test("it answers until it is stopped", async () => {
  const service = await startService(environment("127.0.0.1:0"), parts);
  const response = await fetch(`${service.url}/api/version`);
  expect(await response.json()).toEqual({ version: "1" });
  await service.stop();
  await expect(fetch(`${service.url}/api/version`)).rejects.toThrow();
});

test("an address in use is said in words", async () => {
  const taken = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
  const host = `127.0.0.1:${taken.port}`;
  await expect(startService(environment(host), parts)).rejects.toThrow(
    `cannot listen on ${host}: the address is in use`,
  );
  await taken.stop(true);
});

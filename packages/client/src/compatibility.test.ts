import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as theirs from "ollama";
import * as theirsInBrowsers from "ollama/browser";
import * as oursInBrowsers from "./browser.ts";
import * as ours from "./index.ts";
import { byDefault, calls, clients } from "./testing/calls.ts";
import { answerAsOllama } from "./testing/ollama-answers.ts";
import { type SeenRequest, startScriptedServer } from "./testing/scripted-server.ts";

/** What was asked, where the two may differ in nothing but the older name of the field `model`. */
const asked = ({ method, path, json }: SeenRequest) => {
  const { name, ...body } = (json ?? {}) as Record<string, unknown>;
  return { method, path, ...body, ...(name !== undefined && { model: name }) };
};

describe("a call gives what it gives with the npm package ollama", () => {
  test.each(Object.entries(calls))("%s", async (_, call) => {
    const outcomes = [];
    for (const { Ollama } of [theirs, ours, theirsInBrowsers, oursInBrowsers]) {
      using server = startScriptedServer(answerAsOllama);
      // The web is searched at a server far away; these requests come here instead.
      const fetch = (input: unknown, init?: RequestInit) =>
        globalThis.fetch(String(input).replace("https://ollama.com", server.url), init);
      const client = new Ollama({ host: server.url, fetch: fetch as typeof globalThis.fetch });
      const result = await call(client as theirs.Ollama);
      outcomes.push({ result, asked: server.seen.map(asked) });
    }
    const [expected, ...others] = outcomes;
    expect(expected!.result).toBeDefined();
    for (const other of others) expect(other).toEqual(expected!);
  });
});

test("both packages give the same things by name, and this one more", () => {
  expect(Object.keys(ours)).toContainValues(Object.keys(theirs).filter((name) => name !== "AbortableAsyncIterator"));
  for (const method of Object.getOwnPropertyNames(theirsInBrowsers.Ollama.prototype)) {
    // The one that is neither documented nor public.
    if (method !== "processStreamableRequest") expect(ours.default[method as "chat"]).toBeFunction();
  }
  expect(ours.default).toBeInstanceOf(ours.Ollama);
  expect(byDefault).toBeInstanceOf(theirs.Ollama);
  expect(clients("http://127.0.0.1:1", fetch)).toHaveLength(5);
});

test("a program that compiles with the npm package ollama compiles with this one in its place", () => {
  const repository = resolve(import.meta.dir, "../../..");
  const folder = mkdtempSync(join(tmpdir(), "cria-client-types-"));
  const config = {
    extends: join(repository, "tsconfig.base.json"),
    compilerOptions: {
      noEmit: true,
      listFiles: true,
      composite: false,
      incremental: false,
      typeRoots: [join(repository, "node_modules")],
      paths: { ollama: [join(import.meta.dir, "index.ts")] },
    },
    files: [join(import.meta.dir, "testing/calls.ts")],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const { exitCode, stdout } = Bun.spawnSync([join(repository, "node_modules/.bin/tsc"), "-p", folder]);
  rmSync(folder, { recursive: true });
  const lines = stdout.toString().split("\n");
  expect({ exitCode, errors: lines.filter((line) => line.includes("error TS")) }).toEqual({ exitCode: 0, errors: [] });
  expect(lines).toContain(join(import.meta.dir, "index.ts"));
  expect(lines.filter((line) => line.includes("node_modules/ollama/"))).toEqual([]);
}, 60_000);

import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { answerAsOllama } from "./testing/ollama-answers.ts";
import { startScriptedServer } from "./testing/scripted-server.ts";

const repository = resolve(import.meta.dir, "../../..");
const readme = readFileSync(join(import.meta.dir, "../README.md"), "utf8");
/** All examples as one program, in their order. */
const program = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code).join("\n");

const folder = mkdtempSync(join(tmpdir(), "cria-client-readme-"));
writeFileSync(join(folder, "program.ts"), program);
writeFileSync(join(folder, "model.gguf"), "GGUF");
const entry = (name: string) => [join(import.meta.dir, `${name}.ts`)];
const config = {
  extends: join(repository, "tsconfig.base.json"),
  compilerOptions: {
    noEmit: true,
    composite: false,
    incremental: false,
    noUnusedLocals: false,
    moduleDetection: "force",
    module: "preserve",
    moduleResolution: "bundler",
    typeRoots: [join(repository, "node_modules")],
    paths: { "@cria/client": entry("index"), "@cria/client/operations": entry("operations") },
  },
  files: ["program.ts"],
};
writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
afterAll(() => rmSync(folder, { recursive: true }));

test("the README's examples compile", () => {
  const { exitCode, stdout } = Bun.spawnSync([join(repository, "node_modules/.bin/tsc"), "-p", folder]);
  expect({ exitCode, errors: stdout.toString() }).toEqual({ exitCode: 0, errors: "" });
}, 60_000);

test("the README's examples run", async () => {
  using server = startScriptedServer(({ path, ...request }) => {
    if (request.method === "HEAD") return new Response(null, { status: 404 });
    if (path.includes("/api/blobs/")) return new Response(null, { status: 201 });
    return answerAsOllama({ ...request, path: path.replace("/ollama", "") });
  });
  const redirected = `const send = globalThis.fetch;
    globalThis.fetch = ((url, init) => send(String(url).replace(/^https?:..[^/]*/, ${JSON.stringify(server.url)}), init)) as typeof fetch;`;
  writeFileSync(join(folder, "redirect.ts"), redirected);
  const child = Bun.spawn([process.execPath, "--preload", "./redirect.ts", "program.ts"], {
    cwd: folder,
    stderr: "pipe",
  });
  const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  expect(errors).toBe("");
  expect(output).toBe("It scatters.\nIt scatters.\n2 tokens, stop\n1 0.75\nHello");
  const paths = new Set(server.seen.map(({ path }) => path.replace(/sha256:.*/, "")));
  expect([...paths].toSorted()).toEqual([
    "/api/chat",
    "/api/embed",
    "/api/generate",
    "/api/rerank",
    "/ollama/api/blobs/",
    "/ollama/api/create",
    "/ollama/v1/chat/completions",
    "/ollama/v1/models",
  ]);
}, 30_000);

import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { go, runtimeModule } from "./go.ts";
import { compileExample, GeneratorError, generateClient, runExample, runTool } from "./index.ts";
import { python } from "./python.ts";
import { typescript } from "./typescript.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-clients-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = "2026-01-02T03:04:05Z";
const frame = (content: string, done: boolean) => ({
  model: "m",
  created_at: at,
  message: { role: "assistant", content },
  done,
  ...(done && { done_reason: "stop", total_duration: 3, eval_count: 2, eval_duration: 1 }),
});

/** Answers as little of the API as the example program asks for. */
function fakeServer() {
  const details = { parent_model: "", format: "gguf", family: "llama", families: ["llama"] };
  const model = {
    name: "m:latest",
    model: "m:latest",
    modified_at: at,
    size: 7,
    digest: "0".repeat(64),
    details: { ...details, parameter_size: "1B", quantization_level: "Q8_0" },
  };
  return Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    routes: {
      "/api/version": Response.json({ version: "0.33.0" }),
      "/api/tags": Response.json({ models: [model] }),
      "/api/show": { POST: () => Response.json({ error: "model 'no-such-model' not found" }, { status: 404 }) },
      "/api/chat": {
        POST: async (request) => {
          const { stream } = (await request.json()) as { stream?: boolean };
          if (stream === false) return Response.json(frame("Hello", true));
          const lines = [frame("Hel", false), frame("lo", true)].map((value) => `${JSON.stringify(value)}\n`);
          return new Response(lines.join(""), { headers: { "content-type": "application/x-ndjson" } });
        },
      },
    },
  });
}

describe("TypeScript", () => {
  test("types compile with a strict program and talk to a server", async () => {
    const output = await generateClient(typescript, folder, { download: false });
    await compileExample(output!);
    await using server = fakeServer();
    expect(await runExample(output!, server.url.origin, "m")).toEqual({
      version: "0.33.0",
      models: [["m:latest", 7]],
      content: "Hello",
      done: true,
      streamed: "Hello",
      status: 404,
      error: "model 'no-such-model' not found",
    });
  }, 60_000);
});

const pythonTool = python.command(false);
const interpreter = process.env.PYTHON ?? Bun.which("python3");

describe.skipIf(pythonTool === undefined)(`Python (skipped without ${python.tool})`, () => {
  test("every module compiles, and there is one per operation and schema", async () => {
    const output = (await generateClient(python, folder, { download: false }))!;
    await runTool([interpreter ?? "python3", "-m", "compileall", "-q", "ollama_client"], { cwd: output });
    expect(readdirSync(join(output, "ollama_client/api/native"))).toContain("chat.py");
    expect(readdirSync(join(output, "ollama_client/models"))).toContain("chat_request.py");
  }, 120_000);
});

const goTool = go.command(false);
/** Builds without the network, with what is in the module cache. */
const offline = { GOPROXY: "off", GOSUMDB: "off", GOFLAGS: "-mod=mod" };
const canBuildGo = () =>
  Bun.which("go") !== null &&
  Bun.spawnSync(["go", "mod", "download", runtimeModule], { env: { ...process.env, ...offline } }).success;

describe.skipIf(goTool === undefined || !canBuildGo())(
  `Go (skipped without ${go.tool}, go, and ${runtimeModule} in the module cache)`,
  () => {
    test("the module builds", async () => {
      const output = (await generateClient(go, folder, { download: false }))!;
      await runTool(["go", "build", "-p", "1", "./..."], { cwd: output, env: offline });
    }, 300_000);
  },
);

test("a tool that fails or is absent is told with what it said", async () => {
  await expect(
    runTool([process.execPath, "-e", "console.error('no'); process.exit(3)"], { cwd: folder }),
  ).rejects.toThrow(/ended with status 3:\nno/);
  await expect(runTool(["./no-such-program"], { cwd: folder })).rejects.toThrow(GeneratorError);
  await expect(runTool([], { cwd: folder })).rejects.toThrow("no program");
});

import { expect, test } from "bun:test";
import { parseServeOptions, serveUsage } from "./serve-options.ts";

test("takes a file, and has defaults for the rest", () => {
  const options = parseServeOptions(["m.gguf"], { CRIA_LLAMA_TOOLS: "/tools", CRIA_BENCH_DIR: "/bench" })!;
  expect(options).toMatchObject({
    modelPath: `${process.cwd()}/m.gguf`,
    clients: [1, 8],
    servers: ["cria", "llama-server"],
    llamaServer: "/tools/llama-server",
    json: "/bench/serve.json",
  });
  expect(options.traces.map(({ name }) => name)).toEqual(["same", "different", "short", "agent", "edit", "json"]);
});

test("Ollama takes part where its program is named", () => {
  expect(parseServeOptions(["m.gguf", "--ollama", "/bin/ollama"], {})).toMatchObject({
    servers: ["cria", "llama-server", "ollama"],
    ollama: "/bin/ollama",
  });
});

test.each([
  [[], "serve takes one GGUF file."],
  [["a", "b"], "serve takes one GGUF file."],
  [["a", "--traces", "sam"], '--traces takes same, different, short, agent, edit, json, not "sam".'],
  [["a", "--clients", "0"], '--clients takes whole numbers from 1 to 1000000, not "0".'],
  [["a", "--servers", "vllm"], '--servers takes cria, llama-server, ollama, not "vllm".'],
  [["a", "--speed"], "Unknown option '--speed'"],
])("refuses %j", (args, message) => {
  expect(() => parseServeOptions(args, {})).toThrow(message);
});

test("--help is a wish to be told something", () => {
  expect(parseServeOptions(["--help"], {})).toBeUndefined();
  for (const line of serveUsage.split("\n")) expect(line.length).toBeLessThanOrEqual(120);
});

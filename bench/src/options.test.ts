import { expect, test } from "bun:test";
import { homedir } from "node:os";
import { join } from "node:path";
import { titleOf } from "./models/sources.ts";
import { UsageError } from "./option-values.ts";
import { parseOptions } from "./options.ts";

const titles = (args: string[]) => parseOptions(args, {})!.sources.map(titleOf);

test("by default two shapes in two types are measured, in the cache folder of the user", () => {
  const cache = join(homedir(), ".cache");
  expect(titles([])).toEqual(["0.5B Q4_0", "0.5B Q8_0", "Llama-3.2-1B Q4_0", "Llama-3.2-1B Q8_0"]);
  expect(parseOptions([], {})).toMatchObject({
    prompts: [512],
    contexts: [0, 1500, 4000],
    subjects: ["llamacpp", "cria"],
    threads: undefined,
    level: undefined,
    peer: "auto",
    toolsDir: join(cache, "llama-tools", "bin"),
    repeat: 3,
    cacheRows: false,
    discard: false,
    benchDir: join(cache, "cria-bench"),
    json: join(cache, "cria-bench", "results.json"),
  });
});

test("options choose what is measured", () => {
  const models = ["--shapes", "1b", "--types", "q8_0,Q4_k_m,mix:iq4_xs,iq4_xs", "--files", "/m/a.gguf", "--discard"];
  const measurements = ["--prompts", "512,256", "--contexts", "4000,0", "--cache-rows", "--json", "/r.json"];
  const engines = ["--subjects", "cria", "--threads", "4", "--level", "avx2", "--peer", "NODE", "--tools", "/t"];
  const args = [...models, ...measurements, ...engines];
  expect(titles(args)).toEqual([
    "Llama-3.2-1B Q8_0",
    "Llama-3.2-1B Q4_K_M",
    "Llama-3.2-1B IQ4_XS mix",
    "Llama-3.2-1B IQ4_XS",
    "a",
  ]);
  const options = parseOptions(args, { CRIA_BENCH_DIR: "/bench" })!;
  expect(options).toMatchObject({ prompts: [256, 512], contexts: [0, 4000], cacheRows: true, json: "/r.json" });
  expect(options).toMatchObject({ subjects: ["cria"], threads: 4, level: "avx2", peer: "node", toolsDir: "/t" });
  expect(options).toMatchObject({ benchDir: "/bench", discard: true });
});

test("files alone are all that is measured", () => expect(titles(["--files", "a.gguf,b.gguf"])).toEqual(["a", "b"]));

test("the environment names the kernels' level and the folder of programs", () => {
  const env = { CRIA_KERNELS: "avx2", CRIA_LLAMA_TOOLS: "/programs" };
  expect(parseOptions([], env)).toMatchObject({ level: "avx2", toolsDir: "/programs" });
  expect(parseOptions(["--level", "portable", "--tools", "/t"], env)).toMatchObject({
    level: "portable",
    toolsDir: "/t",
  });
});

test("types that don't fit into a shape are left out, and refused where nothing else is asked for", () => {
  const { sources, left } = parseOptions(["--types", "Q4_K,Q4_0"], {})!;
  expect(sources.map(titleOf)).toEqual(["0.5B Q4_0", "Llama-3.2-1B Q4_K", "Llama-3.2-1B Q4_0"]);
  expect(left).toEqual(["0.5B can't be Q4_K throughout: rows of 896 weights aren't whole blocks."]);
  expect(() => parseOptions(["--shapes", "0.5b", "--types", "Q4_K"], {})).toThrow("0.5B can't be Q4_K");
});

test("shapes have several architectures", () => {
  expect(titles(["--shapes", "gpt-oss,gemma3,moe,qwen35", "--types", "Q8_0"])).toEqual([
    "Qwen3-MoE (16 layers) Q8_0",
    "Gemma-3-1B Q8_0",
    "Qwen3.5-0.8B Q8_0",
    "gpt-oss (8 layers) Q8_0",
  ]);
});

test("all types are every one", () => {
  expect(titles(["--types", "all", "--shapes", "1b"])).toHaveLength(28);
});

test("--quick is one round of a small shape, unless told otherwise", () => {
  expect(parseOptions(["--quick"], {})).toMatchObject({ repeat: 1, sources: [{ shape: { id: "0.5b" } }, {}] });
  expect(parseOptions(["--quick", "--repeat", "2", "--shapes", "1b"], {})).toMatchObject({
    repeat: 2,
    sources: [{ shape: { id: "1b" } }, {}],
  });
});

test("--help asks for help", () => expect(parseOptions(["--help"], {})).toBeUndefined());

test.each([
  [["--shapes", "7b"], "--shapes takes 0.1b, 0.5b, 1b, moe, gemma3, qwen35, gpt-oss, not"],
  [["--types", "Q4_0,Q4_9"], 'not "Q4_9"'],
  [["--types", "mix:NVFP4"], 'not "mix:NVFP4"'],
  [["--peer", "other"], "--peer takes auto, tools, node, not"],
  [["--threads", "0"], "--threads takes whole numbers"],
  [["--threads", "1e2"], "--threads takes whole numbers"],
  [["--prompts", "0"], "--prompts takes whole numbers"],
  [["--contexts", "0,x"], "--contexts takes whole numbers"],
  [["--repeat", "-1"], "--repeat"],
  [["--nonsense"], "--nonsense"],
  [["1b"], "1b"],
])("%p is refused", (args, message) => {
  expect(() => parseOptions(args, {})).toThrow(UsageError);
  expect(() => parseOptions(args, {})).toThrow(message);
});

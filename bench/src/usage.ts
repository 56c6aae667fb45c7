import { peerNames } from "./llamacpp/llama-cpp.ts";
import { shapes } from "./models/shapes.ts";
import { weightTypes } from "./models/weight-types.ts";
import { subjectNames } from "./subject.ts";

export const defaultShapes = ["0.5b", "1b"] as const;
export const defaultTypes = ["Q4_0", "Q8_0"] as const;
export const defaultPrompts = [512] as const;
export const defaultContexts = [0, 1500, 4000] as const;

export const usage = `Usage: npm run bench -- [options]
       npm run bench -- serve FILE [options]     compares servers over HTTP; serve --help tells more

Compares Cria's engine with llama.cpp: speed, time to load, memory. Models have random weights in real shapes, or are
GGUF files of yours. \`npm run bench -- embed --help\` tells how embeddings are measured.

Models:
  --shapes LIST    ${shapes.map((shape) => shape.id).join(",")} (default: ${defaultShapes.join(",")});
                   ${architectures()}; the experts of gpt-oss are MXFP4 whatever --types says
  --types LIST     weights of the shapes (default: ${defaultTypes.join(",")}); each is
                   - a type that all matrices have:
${wrapped(weightTypes, 21)}
                   - a mixture that llama-quantize knows: Q4_K_M, Q3_K_S, IQ3_M, and so on; one that is called as a
                     type is takes "mix:" before it: mix:IQ4_XS
                   - all: every type of the list above
                   A type whose blocks don't fit into a shape's rows is left out, as those of 256 for 0.5b, gemma3
                   and gpt-oss are.
  --files LIST     GGUF files, by path; without --shapes and --types nothing else
  --discard        remove the model files that were made, each after its measurements

Measurements:
  --prompts LIST   tokens of prompts (default: ${defaultPrompts.join(",")})
  --contexts LIST  tokens of context before decoding (default: ${defaultContexts.join(",")})
  --repeat N       rounds; the table has medians (default: 3)
  --quick          one round with fewer steps and less patience with a busy machine; of 0.5b unless --shapes says
                   otherwise
  --cache-rows     decode of Cria at the same used length in caches of 1,024 and of 8,192 rows, instead

Engines:
  --subjects LIST  ${subjectNames.join(",")} (default: all)
  --threads N      threads of each engine (default: physical cores)
  --level NAME     limits Cria's kernels, as CRIA_KERNELS does; llama.cpp is then limited to as much where that is less
                   than AVX-512 (on Linux)
  --peer NAME      which llama.cpp: tools (its own programs), node (node-llama-cpp, installed when it is first needed),
                   or auto, the faster of both in a quick probe of each model (default: ${peerNames[0]})
  --tools DIR      folder of llama.cpp's own programs: llama-bench, llama-batched-bench, llama-completion and
                   llama-quantize (default: CRIA_LLAMA_TOOLS, else ~/.cache/llama-tools/bin)

  --json FILE      where the results go (default: results.json in the benchmark's folder)
  --help           this text

Models, node-llama-cpp and results lie in CRIA_BENCH_DIR (default: ~/.cache/cria-bench).

Examples:
  npm run bench
  npm run bench -- --quick --types Q4_K,Q4_K_M --shapes 1b
  npm run bench -- --shapes moe,qwen35 --types Q4_K --contexts 4000
  npm run bench -- --files my-model.gguf --contexts 0,4000
  npm run bench -- --shapes 1b --types Q4_0 --threads 4 --level avx2 --json q4-avx2.json
`;

/** The shapes whose names don't tell their architecture. */
function architectures(): string {
  const named = new Map<string, string[]>();
  for (const { id, architecture } of shapes) {
    if (id !== architecture) named.set(architecture, [...(named.get(architecture) ?? []), id]);
  }
  return [...named].map(([architecture, ids]) => `${ids.join(", ")}: ${architecture}`).join("; ");
}

/** A comma-separated list in lines of at most 120 columns. */
function wrapped(names: readonly string[], indent: number): string {
  const lines = [""];
  for (const name of names) {
    const last = lines.at(-1)!;
    if (last.length + name.length + indent + 2 > 120) lines.push(name);
    else lines[lines.length - 1] = last ? `${last},${name}` : name;
  }
  return lines.map((line) => " ".repeat(indent) + line).join(",\n");
}

import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Patience } from "./disturbance.ts";
import { type PeerName, peerNames } from "./llamacpp/llama-cpp.ts";
import { shapes } from "./models/shapes.ts";
import { type ModelSource, randomSources, type TypeChoice, typeChoice } from "./models/sources.ts";
import { weightTypes } from "./models/weight-types.ts";
import { choices, count, counts, list, UsageError } from "./option-values.ts";
import { type SubjectName, subjectNames } from "./subject.ts";
import { defaultContexts, defaultPrompts, defaultShapes, defaultTypes } from "./usage.ts";

export interface BenchOptions {
  readonly sources: readonly ModelSource[];
  /** What of the shapes and types isn't possible. */
  readonly left: readonly string[];
  readonly discard: boolean;
  readonly prompts: readonly number[];
  readonly contexts: readonly number[];
  /** Rounds: in each, every subject is measured once, in turn. */
  readonly repeat: number;
  /** Timed steps of each decode measurement. */
  readonly steps: number;
  readonly patience: Patience;
  /** Measures decode over caches of different sizes instead. */
  readonly cacheRows: boolean;
  readonly subjects: readonly SubjectName[];
  /** Undefined stands for the machine's physical cores. */
  readonly threads: number | undefined;
  /** Level of Cria's kernels; undefined for the machine's best. */
  readonly level: string | undefined;
  readonly peer: PeerName;
  readonly toolsDir: string;
  readonly json: string;
  readonly benchDir: string;
  readonly seed: number;
}

/** Reads the command line; undefined when it asks for help. Throws {@link UsageError}. */
export function parseOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): BenchOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const benchDir = resolve(env.CRIA_BENCH_DIR || join(homedir(), ".cache", "cria-bench"));
  const toolsDir = values.tools ?? (env.CRIA_LLAMA_TOOLS || join(homedir(), ".cache", "llama-tools", "bin"));
  const [peer] = choices("--peer", values.peer ?? peerNames[0], peerNames);
  return {
    ...sourcesOf(values),
    discard: values.discard ?? false,
    prompts: values.prompts === undefined ? defaultPrompts : counts("--prompts", values.prompts, 1),
    contexts: values.contexts === undefined ? defaultContexts : counts("--contexts", values.contexts, 0),
    repeat: values.repeat === undefined ? (values.quick ? 1 : 3) : count("--repeat", values.repeat),
    steps: values.quick ? 32 : 64,
    patience: values.quick ? { milliseconds: 500, attempts: 1 } : { milliseconds: 10_000, attempts: 3 },
    cacheRows: values["cache-rows"] ?? false,
    subjects: choices("--subjects", values.subjects, subjectNames),
    threads: values.threads === undefined ? undefined : count("--threads", values.threads),
    level: values.level || env.CRIA_KERNELS || undefined,
    peer: peer!,
    toolsDir: resolve(toolsDir),
    json: values.json === undefined ? join(benchDir, "results.json") : resolve(values.json),
    benchDir,
    seed: 1,
  };
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const models = { shapes: text, types: text, files: text, discard: flag };
  const measurements = { prompts: text, contexts: text, repeat: text, quick: flag, "cache-rows": flag };
  const engines = { subjects: text, threads: text, level: text, peer: text, tools: text };
  const others = { json: text, help: { ...flag, short: "h" } } as const;
  try {
    return parseArgs({ args: [...args], options: { ...models, ...measurements, ...engines, ...others } }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** The models: random ones of all shapes in all types, then files. */
function sourcesOf(values: ReturnType<typeof parse>): { sources: ModelSource[]; left: string[] } {
  const files = (values.files === undefined ? [] : list(values.files)).map(
    (path): ModelSource => ({ kind: "file", path: resolve(path) }),
  );
  if (files.length > 0 && values.shapes === undefined && values.types === undefined)
    return { sources: files, left: [] };
  const ids = shapes.map((shape) => shape.id);
  const wanted = choices("--shapes", values.shapes ?? (values.quick ? defaultShapes[0] : defaultShapes.join()), ids);
  const random = randomSources(
    shapes.filter(({ id }) => wanted.includes(id)),
    typesOf(values.types ?? defaultTypes.join()),
  );
  const sources = [...random.sources, ...files];
  if (sources.length === 0) throw new UsageError(random.left.join("\n"));
  return { sources, left: random.left };
}

function typesOf(names: string): TypeChoice[] {
  return list(names).flatMap((name) => {
    if (name.toLowerCase() === "all") return weightTypes.map((type) => ({ type }));
    const choice = typeChoice(name);
    if (!choice) {
      throw new UsageError(
        `--types takes ${weightTypes.join(", ")}, all, and names of llama-quantize's mixtures, not "${name}".`,
      );
    }
    return [choice];
  });
}

import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Shape, shapes, type WeightType, weightTypes } from "./shapes.ts";
import { type SubjectName, subjectNames } from "./subject.ts";

export interface BenchOptions {
  readonly shapes: readonly Shape[];
  readonly types: readonly WeightType[];
  readonly subjects: readonly SubjectName[];
  /** Undefined stands for the machine's physical cores. */
  readonly threads: number | undefined;
  /** Rounds: in each, every subject is measured once, in turn. */
  readonly repeat: number;
  /** Timed steps of each decode measurement. */
  readonly steps: number;
  /** Measures decode over caches of different sizes instead. */
  readonly cacheRows: boolean;
  readonly json: string;
  readonly benchDir: string;
  readonly seed: number;
}

export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const usage = `Usage: npm run bench -- [options]

Compares Cria's engine with llama.cpp on random-weight models of real shapes.

  --shapes LIST    ${shapes.map((shape) => shape.id).join(",")} (default: all)
  --types LIST     ${weightTypes.join(",")} (default: all)
  --subjects LIST  ${subjectNames.join(",")} (default: all)
  --threads N      threads of each engine (default: physical cores)
  --repeat N       rounds; the table has medians (default: 3)
  --quick          one round with fewer steps, of the smallest shape unless --shapes says otherwise
  --cache-rows     decode of Cria at the same used length in caches of 1,024 and of 8,192 rows, instead
  --json FILE      where the results go (default: results.json in the benchmark's folder)
  --help           this text

Models, llama.cpp and results lie in CRIA_BENCH_DIR (default: ~/.cache/cria-bench).

Examples:
  npm run bench
  npm run bench -- --quick
  npm run bench -- --shapes 1b --types Q4_0 --threads 4 --json q4.json
`;

/** Reads the command line; undefined when it asks for help. Throws {@link UsageError}. */
export function parseOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): BenchOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const benchDir = resolve(env.CRIA_BENCH_DIR || join(homedir(), ".cache", "cria-bench"));
  const ids = choices("--shapes", values.shapes ?? (values.quick ? shapes[0]!.id : undefined), shapeIds);
  return {
    shapes: shapes.filter((shape) => ids.includes(shape.id)),
    types: choices("--types", values.types, weightTypes),
    subjects: choices("--subjects", values.subjects, subjectNames),
    threads: values.threads === undefined ? undefined : count("--threads", values.threads),
    repeat: values.repeat === undefined ? (values.quick ? 1 : 3) : count("--repeat", values.repeat),
    steps: values.quick ? 32 : 64,
    cacheRows: values["cache-rows"] ?? false,
    json: values.json === undefined ? join(benchDir, "results.json") : resolve(values.json),
    benchDir,
    seed: 1,
  };
}

const shapeIds = shapes.map((shape) => shape.id);

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        shapes: { type: "string" },
        types: { type: "string" },
        subjects: { type: "string" },
        threads: { type: "string" },
        repeat: { type: "string" },
        quick: { type: "boolean" },
        "cache-rows": { type: "boolean" },
        json: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** The allowed values that a comma-separated list names, in the order of `allowed`; all of them without a list. */
function choices<T extends string>(option: string, list: string | undefined, allowed: readonly T[]): T[] {
  if (list === undefined) return [...allowed];
  const names = list.split(",").map((name) => name.trim().toLowerCase());
  const unknown = names.find((name) => !allowed.some((value) => value.toLowerCase() === name));
  if (unknown !== undefined) throw new UsageError(`${option} takes ${allowed.join(", ")}, not "${unknown}".`);
  return allowed.filter((value) => names.includes(value.toLowerCase()));
}

function count(option: string, text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 1024) {
    throw new UsageError(`${option} takes a whole number from 1 to 1024, not "${text}".`);
  }
  return value;
}

import { availableParallelism, homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { choices, count, counts, UsageError } from "../option-values.ts";
import { type ServerName, serverNames } from "./http-server.ts";
import { type Trace, traces } from "./trace.ts";

export interface ServeOptions {
  readonly modelPath: string;
  readonly traces: readonly Trace[];
  readonly clients: readonly number[];
  readonly turns: number;
  readonly repeat: number;
  readonly servers: readonly ServerName[];
  readonly threads: number;
  readonly contextLength: number;
  readonly llamaServer: string;
  readonly ollama: string | undefined;
  readonly json: string;
}

export const serveUsage = `Usage: npm run bench -- serve FILE [options]

Compares servers over HTTP with a GGUF file: Cria, llama.cpp's llama-server and, where you have one, Ollama. Clients
send a request when the one before is answered; answers are streamed.

  --traces LIST   what they ask (default: all):
${traces.map(({ name, about }) => `                  ${name.padEnd(10)} ${about}`).join("\n")}
  --clients LIST  how many clients at once (default: 1,8)
  --turns N       requests of each client (default: 2; 6 in agent)
  --repeat N      rounds in which the servers take turns; the table has medians (default: 1)
  --servers LIST  ${serverNames.join(",")} (default: cria,llama-server, and ollama with --ollama)
  --threads N     threads of each (default: all cores)
  --context N     tokens that each request has room for (default: 8192)
  --tools DIR     folder of llama-server (default: CRIA_LLAMA_TOOLS, else ~/.cache/llama-tools/bin)
  --ollama FILE   Ollama's program
  --json FILE     where the results go (default: serve.json in the benchmark's folder)

Cria and Ollama decide by themselves how many requests they take together; llama-server has a slot for each client.
`;

/** Reads the command line behind \`serve\`; undefined when it asks for help. Throws {@link UsageError}. */
export function parseServeOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ServeOptions | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError("serve takes one GGUF file.");
  const tools = values.tools ?? (env.CRIA_LLAMA_TOOLS || join(homedir(), ".cache", "llama-tools", "bin"));
  const benchDir = resolve(env.CRIA_BENCH_DIR || join(homedir(), ".cache", "cria-bench"));
  const names = choices(
    "--traces",
    values.traces,
    traces.map(({ name }) => name),
  );
  const usual = values.ollama === undefined ? "cria,llama-server" : serverNames.join();
  return {
    modelPath: resolve(file),
    traces: traces.filter(({ name }) => names.includes(name)),
    clients: counts("--clients", values.clients ?? "1,8", 1),
    turns: values.turns === undefined ? 0 : count("--turns", values.turns),
    repeat: values.repeat === undefined ? 1 : count("--repeat", values.repeat),
    servers: choices("--servers", values.servers ?? usual, serverNames),
    threads: values.threads === undefined ? availableParallelism() : count("--threads", values.threads),
    contextLength: values.context === undefined ? 8192 : count("--context", values.context, 256, 1_000_000),
    llamaServer: join(resolve(tools), "llama-server"),
    ollama: values.ollama === undefined ? undefined : resolve(values.ollama),
    json: values.json === undefined ? join(benchDir, "serve.json") : resolve(values.json),
  };
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const options = {
    ...{ traces: text, clients: text, turns: text, repeat: text, servers: text, threads: text, context: text },
    ...{ tools: text, ollama: text, json: text },
    help: { type: "boolean", short: "h" },
  } as const;
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

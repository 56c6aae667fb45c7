import { describeMachine, type Machine } from "../machine.ts";
import { type HttpServer, type ServerName, startServer } from "./http-server.ts";
import { applyLoad } from "./load.ts";
import type { ServeOptions } from "./serve-options.ts";
import { type Summary, summarize } from "./summary.ts";
import type { Trace } from "./trace.ts";

export interface ServeResult {
  readonly server: ServerName;
  readonly trace: string;
  readonly clients: number;
  readonly round: number;
  /** Undefined where something failed. */
  readonly summary: Summary | undefined;
  readonly error: string | undefined;
  readonly peakBytes: number | undefined;
}

export interface ServeResults {
  readonly machine: Machine;
  readonly modelPath: string;
  readonly threads: number;
  readonly results: readonly ServeResult[];
}

const defaultTurns = (trace: Trace) => (trace.name === "agent" ? 6 : 2);
/** Milliseconds for one load. */
const patience = 3_600_000;

/** Measures every trace with every number of clients on every server; servers take turns. */
export async function runServe(options: ServeOptions, progress: (line: string) => void): Promise<ServeResults> {
  const results: ServeResult[] = [];
  for (let round = 1; round <= options.repeat; round++) {
    for (const trace of options.traces) {
      for (const clients of options.clients) {
        for (const server of options.servers) {
          progress(`${trace.name}, ${clients} clients, ${server}`);
          results.push({
            server,
            trace: trace.name,
            clients,
            round,
            ...(await measure(options, server, trace, clients)),
          });
        }
      }
    }
  }
  const { modelPath, threads } = options;
  return { machine: describeMachine(), modelPath, threads, results };
}

async function measure(options: ServeOptions, name: ServerName, trace: Trace, clients: number) {
  try {
    await using server = await startServer(name, { ...options, clients });
    await warm(server);
    const turns = options.turns || defaultTurns(trace);
    const outcome = await applyLoad({ url: server.url, model: server.model, trace, clients, turns, patience });
    return { summary: summarize(outcome), error: undefined, peakBytes: server.peakBytes() };
  } catch (error) {
    return { summary: undefined, error: error instanceof Error ? error.message : String(error), peakBytes: undefined };
  }
}

/** Loads the model: no trace is to wait for that. */
async function warm({ url, model }: HttpServer): Promise<void> {
  const hello: Trace = {
    name: "warm",
    about: "",
    next: () => ({ messages: [{ role: "user", content: "Hello" }], maxTokens: 2 }),
  };
  await applyLoad({ url, model, trace: hello, clients: 1, turns: 1, patience });
}

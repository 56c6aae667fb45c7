import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** A request and a real server's answer. */
export interface Exchange {
  readonly id: string;
  readonly request: { readonly method: string; readonly path: string; readonly body?: unknown };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
}

const folder = process.env.CRIA_RECORDINGS ?? resolve(import.meta.dir, "../../../../../shared/recordings");
const path = join(folder, "ollama-0.33.0-rc2.json");

/** Exchanges with a real Ollama lie beside the repository, if at all. */
export const recordingsAbsent: boolean = !existsSync(path);

/** The exchanges; none if they are absent. */
export const exchanges: readonly Exchange[] = recordingsAbsent ? [] : JSON.parse(readFileSync(path, "utf8")).exchanges;

import type { EmbedResponse, ShowResponse } from "@cria/spec";
import type { Client } from "../client.ts";
import type { FlagValues } from "../command.ts";
import { CommandError } from "../errors.ts";

export interface EmbeddingSettings {
  readonly model: string;
  readonly keepAlive: string | undefined;
  /** Whether a text that is too long is cut; absent leaves it to the server. */
  readonly truncate: boolean | undefined;
  /** Numbers to keep of the vector; absent keeps all. */
  readonly dimensions: number | undefined;
}

/** Whether a model gives vectors rather than answers. */
export function isEmbedder({ capabilities = [] }: ShowResponse): boolean {
  return capabilities.includes("embedding") && !capabilities.includes("completion");
}

/** Reads the flags that only models for embeddings have. Throws `CommandError` for a wrong one. */
export function embeddingSettings(model: string, flags: FlagValues): EmbeddingSettings {
  const { dimensions, truncate, keepalive } = flags;
  if (dimensions !== undefined && !/^\d+$/.test(String(dimensions))) {
    throw new CommandError(`invalid value for --dimensions: "${dimensions}" (must be a whole number)`);
  }
  return {
    model,
    keepAlive: keepalive === undefined ? undefined : String(keepalive),
    truncate: typeof truncate === "boolean" ? truncate : undefined,
    dimensions: dimensions === undefined ? undefined : Number(dimensions),
  };
}

/** Prints the vector of a text as one line of JSON, or nothing if it is interrupted. Throws `CommandError` if there is no text. */
export async function printEmbedding(
  client: Client,
  input: string,
  { model, keepAlive, truncate, dimensions }: EmbeddingSettings,
  signal: AbortSignal,
): Promise<void> {
  if (input === "") throw new CommandError(`a model for embeddings needs a text: cria run ${model} "your text"`);
  const body = { model, input, keep_alive: keepAlive, truncate, dimensions };
  try {
    const { embeddings } = await client.json<EmbedResponse>("POST", "/api/embed", { body, signal });
    process.stdout.write(`${JSON.stringify(embeddings[0] ?? [])}\n`);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

import type { OperationId } from "@cria/spec";
import type { Client } from "./client.ts";
import type { Models } from "./models.ts";

/** A server, and what was found out about it before the checks. */
export interface Target {
  /** Sends requests; each check gets a fresh one. */
  readonly client: Client;
  /** What `/api/version` says, undefined if it is no text. */
  readonly declaredVersion: string | undefined;
  /** Version of Ollama whose rules hold for it. */
  readonly version: string;
  /** Operations that it does not offer at all. */
  readonly absent: ReadonlySet<OperationId>;
  readonly models: Models;
  /** What checks of one run share, by name. */
  readonly memory: Map<string, Promise<unknown>>;
}

import type { OperationId, Operations } from "@cria/spec";
import type { Environment } from "../environment.ts";
import type { Health } from "../observability/probes.ts";
import type { Scheduler } from "../scheduler/scheduler.ts";
import type { StoredModel } from "../store/model.ts";
import type { Store } from "../store/store.ts";
import type { Decoded } from "./decoded.ts";
import type { ServedId } from "./served.ts";

/** What every handler can reach. */
export interface ServerContext {
  readonly environment: Environment;
  readonly store: Store;
  readonly scheduler: Scheduler<StoredModel>;
  /** Version of the Ollama API that is answered. */
  readonly version: string;
  /** What probes are told; absent, nothing is counted. */
  readonly health?: Health;
}

/** One request, routed and decoded. */
export interface Call<Body = undefined> {
  readonly body: Body;
  /** Path parameters, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly request: Request;
  /** Aborts when the client leaves. */
  readonly signal: AbortSignal;
  readonly context: ServerContext;
}

type BodyOf<Id extends OperationId> = Operations[Id] extends { readonly request: infer Schema }
  ? Decoded<Schema>
  : undefined;

/** Answers one operation. What it throws becomes an error answer (see http/error.ts). */
export type Handler<Id extends OperationId> = (call: Call<BodyOf<Id>>) => Promise<Response>;

/** A handler for each operation that the server answers. */
export type Handlers = { readonly [Id in ServedId]: Handler<Id> };

import type { OperationId } from "../operations/index.ts";
import type { Lifetime } from "../since.ts";
import type { ClientName } from "./clients.ts";

/** MUST: a known client breaks without it. SHOULD: what clients may reasonably expect. MAY: either way is right. */
export type Level = "MUST" | "SHOULD" | "MAY";

/**
 * Where a rule was found: the server's request handlers, its declared types, its documentation, a running server of a
 * version, or what a client does.
 */
export type Source = "handler" | "go-types" | "docs" | `observed@${string}` | `client:${ClientName}`;

/** A rule that a client can observe and a schema can't say. */
export interface Requirement extends Lifetime {
  /** Names the rule: chapter, topic and rule in kebab case, such as `chat.stream.final-frame-last`. */
  readonly id: string;
  readonly level: Level;
  /** One sentence that says what a server does. */
  readonly sentence: string;
  readonly sources: readonly Source[];
  /** Operations that the rule is about; absent if it holds for all. */
  readonly operations?: readonly OperationId[];
  /** Whether a server without those operations breaks the rule; where absent, the rule says nothing about it. */
  readonly presence?: true;
}

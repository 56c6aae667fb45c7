import type { RequirementId } from "@cria/spec";
import type { CheckContext } from "./context.ts";

/** What a check needs besides a server. */
export type Need =
  /** A model that answers prompts. */
  | "model"
  | "tools"
  | "thinking"
  | "insert"
  | "embedding"
  /** A model that ranks documents. */
  | "rerank"
  | "vision"
  /** Leave to change the server's store. */
  | "writes";

/** One question to a server. It belongs to one requirement, whose sentence is what it checks. */
export interface Check {
  readonly id: RequirementId;
  readonly needs: readonly Need[];
  /** Resolves if the server keeps the rule; throws a Violation, NotApplicable or NotSupported otherwise. */
  readonly run: (context: CheckContext) => Promise<void>;
}

/** A check of the requirement `id`. */
export function check(id: RequirementId, needs: readonly Need[], run: Check["run"]): Check {
  return { id, needs, run };
}

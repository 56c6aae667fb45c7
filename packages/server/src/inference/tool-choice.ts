import type { Tool } from "@cria/spec";
import type { Decoded } from "../http/decoded.ts";
import { ApiError } from "../http/error.ts";
import type { CallRules } from "./extras.ts";

/** Whether a model may call tools, or must, and which. */
export interface ToolChoice {
  readonly mode: "auto" | "none" | "required";
  /** Names of the tools that may be called; absent for all. */
  readonly only?: readonly string[];
}

type Tools = readonly Decoded<Tool>[];

/** The tools that a model gets to know of, and what holds for its calls. */
export interface ChosenTools {
  readonly tools: Decoded<Tool>[] | undefined;
  readonly calls: CallRules;
}

/**
 * Applies a choice to a request's tools. Without tools it has no effect. Throws an {@link ApiError} with status 400 if the
 * model must call a tool that the request does not have.
 */
export function chooseTools(tools: Tools | undefined, { mode, only }: ToolChoice, isSingle: boolean): ChosenTools {
  const calls = { isForced: false, isSingle };
  if (!tools?.length) return { tools: tools && [...tools], calls };
  if (mode === "none") return { tools: undefined, calls };
  const chosen = only === undefined ? tools : tools.filter((tool) => only.includes(tool.function.name));
  const isForced = mode === "required";
  if (isForced && chosen.length === 0) {
    throw new ApiError(
      400,
      `tool_choice names ${only?.map((name) => JSON.stringify(name)).join(", ")}, which is not among the tools`,
    );
  }
  return { tools: chosen.length > 0 ? [...chosen] : undefined, calls: { isForced, isSingle } };
}

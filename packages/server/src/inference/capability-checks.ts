import type { Capability, Think } from "@cria/spec";
import { ApiError } from "../http/error.ts";
import { resolveThinking, type Thinking } from "../prompts/thinking.ts";
import { isMissing } from "../store/file-error.ts";
import type { StoredModel } from "../store/model.ts";
import { fullName } from "../store/name.ts";
import { weightsNotFound } from "./find-model.ts";

/** What a request wants of a model. */
export interface Wishes {
  /** The model's name as it was sent. */
  readonly sent: string;
  readonly endpoint: "generate" | "chat";
  readonly think: Think | undefined;
  /** Whether thinking that the model can't do is no error. */
  readonly forgivesThinking: boolean;
  /** Throws for fields that exclude each other. */
  readonly check: () => void;
  /** Needed beside completion. */
  readonly needs: readonly Capability[];
}

/**
 * Checks a request against what the model can do, and gives how it will think. Throws an {@link ApiError} with status
 * 400 for the first wish that it can't fulfil, missing weights as they are reported.
 */
export async function checkCapabilities(model: StoredModel, wishes: Wishes): Promise<Thinking> {
  const { sent, endpoint, needs } = wishes;
  const can = await capabilitiesOf(model, sent);
  if (can.includes("image")) throw new ApiError(400, "image generation models are not currently supported");
  wishes.check();
  const canThink = can.includes("thinking");
  const thinking = resolveThinking(wishes.forgivesThinking && !canThink ? undefined : wishes.think, canThink);
  if (thinking.on && !canThink) throw new ApiError(400, `${quote(sent)} does not support thinking`);
  if (!can.includes("completion")) throw new ApiError(400, `${quote(sent)} does not support ${endpoint}`);
  const missing = needs.find((capability) => !can.includes(capability));
  if (missing !== undefined) throw new ApiError(400, `${fullName(model.name)} does not support ${missing}`);
  return thinking;
}

async function capabilitiesOf(model: StoredModel, sent: string): Promise<readonly Capability[]> {
  try {
    return await model.capabilities();
  } catch (error) {
    throw isMissing(error) ? weightsNotFound(sent, error) : error;
  }
}

function quote(text: string): string {
  return JSON.stringify(text);
}

/** Throws an {@link ApiError} with status 400 if more alternatives are asked for than there can be. */
export function checkTopLogprobs(count: number | undefined): void {
  if (count !== undefined && (count < 0 || count > 20)) {
    throw new ApiError(400, "top_logprobs must be between 0 and 20");
  }
}

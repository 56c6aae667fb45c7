import type { CheckContext } from "../../check/context.ts";
import { NotApplicable } from "../../check/outcome.ts";
import type { Answer } from "../../exchange/answer.ts";
import { type Registry, startRegistry } from "../../registry/registry.ts";
import { expectSuccess, type Frame, type Outcome } from "./outcome.ts";
import { entryOf } from "./store.ts";

type Body = Readonly<Record<string, unknown>>;

/** Pulls a model over plain HTTP. */
export function pull({ client }: CheckContext, model: string, more: Body = {}): Promise<Answer> {
  return client.post("/api/pull", { model, insecure: true, ...more });
}

/** Pushes a model over plain HTTP. */
export function push({ client }: CheckContext, model: string, more: Body = {}): Promise<Answer> {
  return client.post("/api/push", { model, insecure: true, ...more });
}

/**
 * Uses a registry on this machine. Throws {@link NotApplicable} if the server does not get there: it may run in a
 * container, or on another machine.
 */
export async function withRegistry<Value>(
  context: CheckContext,
  use: (registry: Registry) => Promise<Value>,
): Promise<Value> {
  context.requireLoopback();
  const reached = await context.once("a registry on this machine is reached", async () => {
    await using registry = await startRegistry();
    const body = { model: registry.name(registry.absent), insecure: true, stream: false };
    await context.client.exchange("POST", "/api/pull", body);
    return registry.asked;
  });
  if (!reached) throw new NotApplicable("the server does not ask a registry on this machine");
  await using registry = await startRegistry();
  return await use(registry);
}

/** A name in the registry of which the check gets rid afterwards. */
export function nameIn(context: CheckContext, registry: Registry): string {
  return context.scratch.adopt(registry.name(context.scratch.name()));
}

export interface Pulled {
  readonly first: Outcome;
  /** The answer to the same request again, when all was there. */
  readonly again: Outcome;
  /** Whether the model was in the list after the first, and before. */
  readonly listed: boolean;
  readonly listedBefore: boolean;
  readonly layers: Registry["layers"];
}

/** A model that was pulled twice, of which most checks tell. */
export function pulled(context: CheckContext): Promise<Pulled> {
  return context.once("a pulled model", () =>
    withRegistry(context, async (registry) => {
      const name = nameIn(context, registry);
      const listedBefore = (await entryOf(context, name)) !== undefined;
      const first = expectSuccess(await pull(context, name));
      const listed = (await entryOf(context, name)) !== undefined;
      const again = expectSuccess(await pull(context, name));
      return { first, again, listed, listedBefore, layers: registry.layers };
    }),
  );
}

/** The objects of progress that are about a layer. */
export function layerFrames({ frames }: Outcome): Frame[] {
  return frames.filter(({ digest, total, completed }) => [digest, total, completed].some((each) => each !== undefined));
}

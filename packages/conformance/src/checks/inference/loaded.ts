import type { CheckContext } from "../../check/context.ts";
import { expectArray, expectRecord, expectStatus, expectThat, isRecord } from "../../check/expect.ts";
import { askNothing } from "./ask.ts";

/** The models in memory, as `/api/ps` has them. */
export async function loadedModels({ client }: CheckContext): Promise<Record<string, unknown>[]> {
  const answer = await client.get("/api/ps");
  expectStatus(answer, 200);
  const { models } = expectRecord(answer.json, "the body", answer);
  return expectArray(models, "models", answer).filter(isRecord);
}

/** What `/api/ps` says of a model, undefined if it is not loaded. */
export async function loadedModel(context: CheckContext, model = context.model) {
  const models = await loadedModels(context);
  return models.find(({ name }) => name === model || name === `${model}:latest`);
}

/** Asks for the model to be unloaded, and waits until it is. */
export async function unload(context: CheckContext, model = context.model): Promise<void> {
  expectStatus(await askNothing(context, "generate", { model, keep_alive: 0 }), 200);
  await expectUnloaded(context, model);
}

/** A model is gone from memory, or will be within a second. */
export async function expectUnloaded(context: CheckContext, model = context.model): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    if ((await loadedModel(context, model)) === undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expectThat(false, `${model} is still loaded a second after it was unloaded`);
}

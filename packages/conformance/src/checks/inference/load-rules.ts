import { ChatRequest, GenerateRequest } from "@cria/spec";
import { arbitrary } from "@cria/spec/testing";
import fc from "fast-check";
import type { CheckContext } from "../../check/context.ts";
import { expectEqual, expectStatus, expectThat } from "../../check/expect.ts";
import { askNothing, type Kind, pathOf, question } from "./ask.ts";
import { framesOf, objectOf } from "./frames.ts";
import { expectUnloaded, loadedModel, unload } from "./loaded.ts";

/** Options that change how an answer is drawn, and not how the model is loaded. */
const sampling = fc.record(
  {
    temperature: fc.double({ min: 0, max: 2, noNaN: true }),
    top_k: fc.integer({ min: 1, max: 100 }),
    top_p: fc.double({ min: 0, max: 1, noNaN: true }),
    seed: fc.integer({ min: -1, max: 1 << 30 }),
    num_predict: fc.integer({ min: -1, max: 100 }),
    stop: fc.array(fc.string(), { maxLength: 3 }),
    mirostat: fc.nat(2),
  },
  { requiredKeys: [] },
);

/** Fields that would ask for an answer, load the model anew or unload it, or that not every model can serve. */
const left = ["prompt", "messages", "suffix", "raw", "tools", "shift", "think", "keep_alive", "model"];

/** Requests that only load the model: any fields that its schema allows, and no prompt. */
function loads(kind: Kind): fc.Arbitrary<Record<string, unknown>> {
  const fields = arbitrary(kind === "generate" ? GenerateRequest : ChatRequest);
  return fc.tuple(fields, fc.option(sampling, { nil: undefined })).map(([request, options]) => ({
    ...Object.fromEntries(Object.entries(request).filter(([name]) => !left.includes(name))),
    options,
  }));
}

/** Any request without a prompt is answered. */
export function loadAnswers(context: CheckContext, kind: Kind): Promise<void> {
  return context.property(loads(kind), async (fields) => {
    expectStatus(await askNothing(context, kind, fields), 200);
  });
}

/** The answer to a request without a prompt is one object, whatever `stream` says. */
export async function loadIsOneObject(context: CheckContext, kind: Kind): Promise<void> {
  for (const stream of [undefined, null, true, false]) {
    const answer = await askNothing(context, kind, { stream });
    expectStatus(answer, 200);
    expectEqual(answer.frames.length, 1, `the number of objects with stream ${stream}`, answer);
    expectEqual(answer.mediaType, "application/json", `content-type with stream ${stream}`, answer);
  }
}

/** A field of the answer to a request without a prompt. */
export async function expectLoadField(context: CheckContext, kind: Kind, name: string, value: unknown): Promise<void> {
  const answer = await askNothing(context, kind);
  expectEqual(objectOf(answer)[name], value, name, answer);
}

/** The model goes from memory. */
export async function unloadUnloads(context: CheckContext, kind: Kind): Promise<void> {
  expectStatus(await askNothing(context, kind), 200);
  expectStatus(await askNothing(context, kind, { keep_alive: 0 }), 200);
  await expectUnloaded(context);
}

/** A field of the answer to a request that unloads. */
export async function expectUnloadField(
  context: CheckContext,
  kind: Kind,
  name: string,
  value: unknown,
): Promise<void> {
  const answer = await askNothing(context, kind, { keep_alive: 0 });
  expectEqual(objectOf(answer)[name], value, name, answer);
}

/** A model that is not loaded is not loaded in order to be unloaded. */
export async function unloadDoesNotLoad(context: CheckContext): Promise<void> {
  await unload(context);
  const answer = await askNothing(context, "generate", { keep_alive: 0 });
  expectStatus(answer, 200);
  expectThat((await loadedModel(context)) === undefined, "the model was loaded by the request to unload it", answer);
}

/** An answer that is under way comes to its end when its model is asked to be unloaded. */
export async function unloadWaits(context: CheckContext): Promise<void> {
  const { streamed, asked, stopped } = await whileStreaming(context, () =>
    askNothing(context, "generate", { keep_alive: 0 }),
  );
  expectStatus(asked, 200);
  const end = framesOf(streamed).at(-1)!;
  expectThat(end.done === true, "the stream did not come to its end when its model was unloaded", streamed);
  const waited = stopped.answered > stopped.ended + 20 && stopped.ended - stopped.begun > 100;
  expectThat(!waited, "the request to unload was answered only after the stream had ended", asked);
}

/** Asks something while a stream is under way. Times are in milliseconds. */
export async function whileStreaming<Asked>(context: CheckContext, something: () => Promise<Asked>) {
  const body = question(context, "chat", "Count slowly from one to twelve.", { options: { num_predict: 48 } });
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const times = { begun: 0, answered: 0, ended: 0 };
  const until = () => {
    begin();
    return false;
  };
  const streaming = context.client.call("POST", pathOf.chat, body, { until }).finally(() => {
    times.ended = performance.now();
    begin();
  });
  // The stream may fail while nobody waits for it; it is waited for below.
  streaming.catch(() => {});
  await begun;
  times.begun = performance.now();
  const asked = await something();
  times.answered = performance.now();
  return { streamed: await streaming, asked, stopped: times };
}

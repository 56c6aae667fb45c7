import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectError, expectStatus, expectThat, show as print } from "../check/expect.ts";
import { expectFailure, expectSuccess, type Frame, type Outcome, outcomeOf } from "./models/outcome.ts";
import { entryOf } from "./models/store.ts";
import { pull as ask, layerFrames, nameIn, pulled, withRegistry } from "./models/transfer.ts";

const noNames = ["a b", "-x", "a/b/c/d"];

/** Looks at each object about a layer of both pulls. */
const layers = (verify: (frame: Frame, outcome: Outcome) => void) => async (context: CheckContext) => {
  const { first, again } = await pulled(context);
  const found = [first, again].flatMap((outcome) => layerFrames(outcome).map((frame) => ({ frame, outcome })));
  expectThat(found.length > 0, "no object of the progress is about a layer", again.answer);
  for (const { frame, outcome } of found) verify(frame, outcome);
};

/** The answer to a pull of a model that the registry does not have. */
const absent = (context: CheckContext, more: object = {}) =>
  withRegistry(context, async (registry) => ask(context, registry.name(registry.absent), { ...more }));

export const pull = [
  check("pull.name.missing", [], async ({ client }) => {
    for (const body of [{}, { model: "" }])
      expectError(await client.post("/api/pull", body), 400, "invalid model name");
  }),
  check("pull.name.invalid", [], async ({ client }) => {
    for (const model of noNames) expectError(await client.post("/api/pull", { model }), 400, "invalid model name");
  }),
  check("pull.progress.default-stream", ["writes"], async (context) => {
    const { first } = await pulled(context);
    expectEqual(first.answer.mediaType, "application/x-ndjson", "the media type", first.answer);
    expectThat(first.frames.length > 1, "there is one object alone", first.answer);
  }),
  check(
    "pull.progress.layer-status",
    ["writes"],
    layers(({ status, digest }, { answer }) => {
      const expected = `pulling ${String(digest).slice("sha256:".length, "sha256:".length + 12)}`;
      expectEqual(status, expected, `status of ${print(digest)}`, answer);
    }),
  ),
  check(
    "pull.progress.digest-prefix",
    ["writes"],
    layers(({ digest }, { answer }) => {
      expectThat(/^sha256:/.test(String(digest)), `digest is ${print(digest)}`, answer);
    }),
  ),
  check(
    "pull.progress.numbers",
    ["writes"],
    layers((frame, { answer }) => {
      for (const value of [frame.total, frame.completed]) {
        const whole = value === undefined || (Number.isInteger(value) && Number(value) >= 0);
        expectThat(whole, `total and completed are not whole numbers in ${print(frame)}`, answer);
      }
    }),
  ),
  check("pull.progress.present-layers", ["writes"], async (context) => {
    const { again, layers: all } = await pulled(context);
    for (const { digest, size } of all) {
      const last = again.frames.findLast((frame) => frame.digest === digest);
      expectEqual([last?.total, last?.completed], [size, size], `total and completed of ${digest}`, again.answer);
    }
  }),
  check("pull.error.in-stream", ["writes"], async (context) => {
    const answer = await absent(context);
    expectStatus(answer, 200);
    const { frames } = expectFailure(answer);
    expectEqual(frames[0]?.status, "pulling manifest", "the first status", answer);
  }),
  check("pull.error.status-unstreamed", ["writes"], async (context) => {
    expectError(await absent(context, { stream: false }), 500);
  }),
  check("pull.error.prefix", ["writes"], async (context) => {
    expectFailure(await absent(context), /^pull model manifest:/);
  }),
  check("pull.error.digest", ["writes"], (context) =>
    withRegistry(context, async (registry) => {
      const name = context.scratch.adopt(registry.name(registry.damaged));
      expectFailure(await ask(context, name), /^digest mismatch, file must be downloaded again/);
    }),
  ),
  check("pull.resumes", ["writes"], (context) =>
    withRegistry(context, async (registry) => {
      const name = nameIn(context, registry);
      const some = registry.layers[0]!.size / 2;
      // The client leaves as soon as half of the weights have been sent.
      const until = () => registry.sent > some;
      await context.client.exchange("POST", "/api/pull", { model: name, insecure: true }, { until });
      const outcome = expectSuccess(await ask(context, name));
      const [first] = layerFrames(outcome).filter(({ digest }) => digest === registry.layers[0]!.digest);
      expectThat(first !== undefined, "the second pull tells nothing of the weights", outcome.answer);
      const whole = registry.layers.reduce((sum, { size }) => sum + size, 0);
      expectThat(
        registry.sent < 1.95 * whole,
        `${registry.sent} bytes were sent of a model of ${whole}`,
        outcome.answer,
      );
    }),
  ),
  check("pull.shared", ["writes"], (context) =>
    withRegistry(context, async (registry) => {
      const name = nameIn(context, registry);
      const answers = await Promise.all([ask(context, name), ask(context, name)]);
      for (const answer of answers) expectSuccess(answer);
    }),
  ),
  check("pull.abort", ["writes"], (context) =>
    withRegistry(context, async (registry) => {
      const name = nameIn(context, registry);
      await context.client.exchange("POST", "/api/pull", { model: name, insecure: true }, { until: () => true });
      expectStatus(await context.client.get("/api/tags"), 200);
      expectSuccess(await ask(context, name));
    }),
  ),
  check("pull.failed-not-listed", ["writes"], (context) =>
    withRegistry(context, async (registry) => {
      for (const model of [registry.absent, registry.damaged]) {
        const name = context.scratch.adopt(registry.name(model));
        const { error } = outcomeOf(await ask(context, name));
        expectThat(error !== undefined, `the pull of ${name} succeeded`);
        expectThat((await entryOf(context, name)) === undefined, `${name} is in the list though its pull failed`);
      }
    }),
  ),
];

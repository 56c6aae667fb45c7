import { check } from "../check/check.ts";
import { expectEqual, expectError, expectStatus, expectThat, show as print } from "../check/expect.ts";
import { expectFailure, expectSuccess, statusesOf } from "./models/outcome.ts";
import { layerFrames, nameIn, pull, pulled, withRegistry } from "./models/transfer.ts";

/** A status stands between two others. */
function between(statuses: readonly string[], before: string, status: string, after: string): boolean {
  const [first, middle, last] = [before, status, after].map((each) => statuses.lastIndexOf(each));
  return first! >= 0 && first! < middle! && middle! < last!;
}

export const modelsPull = [
  check("models-pull.digest-in-progress", ["writes"], async (context) => {
    const { first, again } = await pulled(context);
    for (const outcome of [first, again]) {
      const about = outcome.frames.filter(({ status }) => /^pulling [0-9a-f]{12}$/.test(String(status)));
      for (const frame of about) {
        const { digest, total, completed = 0 } = frame;
        const known = [digest, total, completed].every((each) => each !== undefined);
        expectThat(known, `digest or total is missing in ${print(frame)}`, outcome.answer);
      }
      const named = layerFrames(outcome);
      if (outcome === again) expectThat(named.length > 0, "no object has a digest and a total", outcome.answer);
      for (const frame of named) {
        const whole = typeof frame.digest === "string" && typeof frame.total === "number";
        expectThat(whole, `digest or total is missing in ${print(frame)}`, outcome.answer);
      }
    }
  }),
  check("models-pull.completed-grows", ["writes"], async (context) => {
    const { first, again } = await pulled(context);
    for (const outcome of [first, again]) {
      const reached = new Map<unknown, number>();
      for (const { digest, total, completed = 0 } of layerFrames(outcome)) {
        const before = reached.get(digest) ?? 0;
        expectThat(Number(completed) >= before, `completed fell from ${before} to ${completed}`, outcome.answer);
        expectThat(Number(completed) <= Number(total), `completed ${completed} exceeds total ${total}`, outcome.answer);
        reached.set(digest, Number(completed));
      }
    }
  }),
  check("models-pull.manifest-first", ["writes"], async (context) => {
    const { first } = await pulled(context);
    expectEqual(first.frames[0]?.status, "pulling manifest", "the first status", first.answer);
  }),
  check("models-pull.verifying", ["writes"], async (context) => {
    const { first } = await pulled(context);
    const statuses = statusesOf(first);
    const found = between(statuses, "pulling manifest", "verifying sha256 digest", "success");
    expectThat(found, `the statuses are ${print(statuses)}`, first.answer);
  }),
  check("models-pull.writing-manifest", ["writes"], async (context) => {
    const { first } = await pulled(context);
    const statuses = statusesOf(first);
    const found = between(statuses, "verifying sha256 digest", "writing manifest", "success");
    expectThat(found, `the statuses are ${print(statuses)}`, first.answer);
  }),
  check("models-pull.unstreamed", ["writes"], (context) =>
    withRegistry(context, async (registry) => {
      const answer = await pull(context, nameIn(context, registry), { stream: false });
      expectStatus(answer, 200);
      expectEqual(answer.json, { status: "success" }, "the body", answer);
    }),
  ),
  check("models-pull.unstreamed-error", ["writes"], (context) =>
    withRegistry(context, async (registry) => {
      expectError(await pull(context, registry.name(registry.absent), { stream: false }), [400, 500]);
    }),
  ),
  check("models-pull.listed", ["writes"], async (context) => {
    const { listed, listedBefore } = await pulled(context);
    expectThat(!listedBefore, "the model was in the list before it was pulled");
    expectThat(listed, "the model is not in the list though its pull succeeded");
  }),
  check("models-pull.missing-is-error", ["writes"], (context) =>
    withRegistry(context, async (registry) => {
      expectFailure(await pull(context, registry.name(registry.absent)), /file does not exist$/);
    }),
  ),
  check("models-pull.name-alias", ["writes"], (context) =>
    withRegistry(context, async (registry) => {
      const name = nameIn(context, registry);
      expectSuccess(await context.client.post("/api/pull", { name, insecure: true }));
    }),
  ),
  check("models-pull.twice", ["writes"], async (context) => {
    const { again } = await pulled(context);
    expectEqual(again.error, undefined, "the error of the second pull", again.answer);
  }),
];

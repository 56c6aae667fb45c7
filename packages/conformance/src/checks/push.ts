import { check } from "../check/check.ts";
import { expectEqual, expectError, expectThat, show as print } from "../check/expect.ts";
import { absentModel } from "../target/absent-operations.ts";
import { expectFailure, expectSuccess } from "./models/outcome.ts";
import { push as ask, layerFrames, nameIn, pull, withRegistry } from "./models/transfer.ts";

/** A name whose registry is not asked, since there is nothing to push. */
const absent = `127.0.0.1:9/library/${absentModel}`;

export const push = [
  check("push.name.missing", [], async ({ client }) => {
    for (const body of [{}, { model: "" }, { name: "" }]) {
      expectError(await client.post("/api/push", body), 400, "model is required");
    }
  }),
  check("push.name.alias", [], async ({ client }) => {
    const { error } = expectFailure(await client.post("/api/push", { name: absent, insecure: true }));
    expectThat(error !== "model is required", "the model in `name` is not seen");
  }),
  check("push.progress.layers", ["writes"], (context) =>
    withRegistry(context, async (registry) => {
      const name = nameIn(context, registry);
      expectSuccess(await pull(context, name));
      for (const forget of [false, true]) {
        if (forget) registry.forget();
        const outcome = expectSuccess(await ask(context, name));
        const frames = layerFrames(outcome);
        expectThat(frames.length > 0, "no object of the progress is about a layer", outcome.answer);
        for (const frame of frames) {
          const { status, digest, total, completed = 0 } = frame;
          const first = String(digest).replace("sha256:", "").slice(0, 12);
          expectEqual(status, `pushing ${first}`, `status of ${print(digest)}`, outcome.answer);
          const counted = Number.isInteger(total) && Number.isInteger(completed) && Number(completed) <= Number(total);
          expectThat(counted, `total and completed do not count bytes in ${print(frame)}`, outcome.answer);
        }
      }
    }),
  ),
  check("push.missing-model.error", [], async (context) => {
    for (const stream of [true, false]) expectFailure(await ask(context, absent, { stream }));
  }),
  check("push.invalid-name.error", [], async (context) => {
    for (const name of ["a b", "-x"]) expectFailure(await ask(context, name));
  }),
  check("push.unstreamed-error", [], async (context) =>
    expectError(await ask(context, absent, { stream: false }), 500),
  ),
];

import { check } from "../../check/check.ts";
import { expectThat, show } from "../../check/expect.ts";
import { NotApplicable } from "../../check/outcome.ts";
import { parseJson } from "../../exchange/answer.ts";
import { askWhole, kinds } from "../inference/ask.ts";
import { objectOf, textOf } from "../inference/frames.ts";

/** Schemas in which two keywords are about one value, and what both of them allow. */
const conjunctions: readonly (readonly [format: object, holds: (value: unknown) => boolean])[] = [
  [
    { type: "string", pattern: "^[A-Za-z]*$", minLength: 2, maxLength: 5 },
    (value) => typeof value === "string" && /^[A-Za-z]{2,5}$/.test(value),
  ],
  [{ type: "integer", multipleOf: 5, minimum: 10, maximum: 14 }, (value) => value === 10],
  [{ type: "string", enum: ["red", "green", "yellow"], maxLength: 3 }, (value) => value === "red"],
  [
    { type: "array", items: { enum: ["a", "b", "c"] }, uniqueItems: true, minItems: 3, maxItems: 3 },
    (value) => Array.isArray(value) && [...value].sort().join() === "a,b,c",
  ],
];

export const schemaConjunction = check("beyond.schema-conjunction", ["model"], async (context) => {
  for (const kind of kinds) {
    for (const [format, holds] of conjunctions) {
      const more = { format, options: { num_predict: 64 } };
      const answer = await askWhole(context, kind, "Answer as JSON.", more);
      const object = objectOf(answer);
      if (object.done_reason === "length") throw new NotApplicable("the model did not come to the end of its JSON");
      const value = parseJson(textOf(kind, object), "the answer");
      expectThat(holds(value), `to ${show(format)} the answer is ${show(value)}`, answer);
    }
  }
});

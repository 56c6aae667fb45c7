import { expectThat } from "../check/expect.ts";
import type { Answer } from "../exchange/answer.ts";
import { profile, rule } from "./profile.ts";
import { entriesOf, type Fields, framesOf, is, recordOf, timeOf } from "./reads.ts";
import { callsAreObjects } from "./weather.ts";

const invalid = "The package would throw a ValidationError";

/** The package validates what it gets against its types. */
export const ollamaPython = profile("ollama-python", {
  "list-models": rule(invalid, async (asking) => void entriesOf(await asking.get("/api/tags"))),
  "show-model-info": rule(invalid, (asking) =>
    asking.eachShown((shown, answer, what) => {
      expectThat("model_info" in shown, `\`model_info\` of ${what} is missing`, answer);
    }),
  ),
  "arguments-mapping": rule(invalid, async (asking) => callsAreObjects(await asking.toolCalls()), ["tools"]),
  "modified-at": rule(invalid, async (asking) => {
    const read = (fields: Fields, answer: Answer, what: string) => {
      if ("modified_at" in fields) timeOf(fields, "modified_at", what, answer);
    };
    await asking.eachListed(read);
    await asking.eachShown(read);
  }),
  "content-not-null": rule(
    invalid,
    async (asking) => {
      const answer = await asking.chat();
      for (const frame of framesOf(answer)) {
        const { content } = recordOf(frame, "message", "a frame", answer);
        const holds = content === undefined || typeof content === "string";
        expectThat(holds, `\`content\` of a frame's message ${is(content)} and not a text`, answer);
      }
    },
    ["model"],
  ),
  "details-types": rule(invalid, async (asking) => {
    const read = ({ details }: Fields, answer: Answer, what: string) => {
      if (details === undefined || details === null) return;
      const { families } = recordOf({ details }, "details", what, answer);
      const texts = Array.isArray(families) && families.every((family) => typeof family === "string");
      const holds = texts || families === null || families === undefined;
      expectThat(holds, `\`details.families\` of ${what} ${is(families)} and not a list of texts`, answer);
    };
    await asking.eachListed(read);
    await asking.eachShown(read);
  }),
});

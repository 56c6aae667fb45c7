import { expectThat, isRecord } from "../check/expect.ts";
import { profile, rule } from "./profile.ts";
import { framesOf, is, listOf, recordOf, stringOf } from "./reads.ts";
import { weatherTool } from "./weather.ts";

const empty = "Roo Code would list no models";

/** Models without the capability that are asked to call a tool all the same. */
const TRIED = 3;

/** Roo Code lists models, asks for their details and leaves out those that can't call tools. */
export const rooCode = profile("roo-code", {
  "details-family": rule(empty, (asking) =>
    asking.eachListed((entry, answer, what) => {
      const details = recordOf(entry, "details", what, answer);
      for (const key of ["family", "parameter_size"]) stringOf(details, key, `\`details\` of ${what}`, answer);
    }),
  ),
  "model-info": rule(empty, (asking) =>
    asking.eachShown((shown, answer, what) => void recordOf(shown, "model_info", what, answer)),
  ),
  "tools-capability": rule("Roo Code would hide a model that can call tools", async (asking, { models }) => {
    await asking.eachShown((shown, answer, what) => void listOf(shown, "capabilities", what, answer));
    const others = models.known.filter(({ capabilities }) => !capabilities.includes("tools"));
    for (const { name, capabilities } of others.slice(0, TRIED)) {
      const answer = await asking.post("/api/chat", weatherTool(name));
      if (answer.status !== 200) continue;
      const calls = framesOf(answer).some(({ message }) => isRecord(message) && message.tool_calls !== undefined);
      expectThat(!calls, `${name} calls tools, and its capabilities are ${JSON.stringify(capabilities)}`, answer);
    }
  }),
  "context-length-key": rule("Roo Code would not know how long the context is", (asking) =>
    asking.eachShown((shown, answer, what) => {
      const info = Object.entries(recordOf(shown, "model_info", what, answer));
      const [key, value] = info.find(([name]) => name.includes("context_length")) ?? ["context_length"];
      expectThat(typeof value === "number", `\`${key}\` of ${what} ${is(value)} and not a number`, answer);
    }),
  ),
});

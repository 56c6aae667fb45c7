import { profile, rule } from "./profile.ts";
import { listOf } from "./reads.ts";

/** LangFlow asks every listed model what it can do. */
export const langflow = profile("langflow", {
  capabilities: rule("LangFlow's list of models would be empty", (asking) =>
    asking.eachShown((shown, answer, what) => void listOf(shown, "capabilities", what, answer)),
  ),
});

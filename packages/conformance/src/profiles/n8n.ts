import { expectThat } from "../check/expect.ts";
import { profile, rule } from "./profile.ts";
import { textOf } from "./reads.ts";

/** n8n tests its credentials with a GET of the root, and fills its model picker from the list. */
export const n8n = profile("n8n", {
  "root-2xx": rule("n8n's test of the credentials would fail", async (asking) => {
    const answer = await asking.get("/");
    expectThat(answer.status >= 200 && answer.status < 300, `GET / answered ${answer.status}`, answer);
  }),
  list: rule("n8n's model picker would be empty", (asking) =>
    asking.eachListed((entry, answer, what) => void textOf(entry, "name", what, answer)),
  ),
});

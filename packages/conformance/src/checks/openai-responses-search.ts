import { check } from "../check/check.ts";
import { user } from "./v1/ask.ts";
import { accepts } from "./v1/responses.ts";

export const openaiResponsesSearch = [
  check("openai-responses-search.replay-ignored", ["model"], (context) => {
    const search = {
      type: "web_search_call",
      id: "ws_1",
      status: "completed",
      action: { type: "search", query: "llamas" },
    };
    return accepts(context, { input: [user("Hello"), search, user("Go on.")] });
  }),
  check("openai-responses-search.declared-without-use", ["tools"], (context) =>
    // One token is no call: nothing is searched.
    accepts(context, { model: context.models.with("tools"), tools: [{ type: "web_search" }] }),
  ),
];

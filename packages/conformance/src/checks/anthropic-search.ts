import { check } from "../check/check.ts";
import { user } from "./v1/ask.ts";
import { accepts } from "./v1/messages.ts";

export const anthropicSearch = [
  check("anthropic-search.replay", ["tools"], (context) => {
    const input = { query: "llamas" };
    const use = { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input };
    const found = [{ type: "web_search_result", url: "https://localhost/llamas", title: "Llamas" }];
    const result = { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: found };
    const messages = [
      user("What are llamas?"),
      { role: "assistant", content: [use, result, { type: "text", text: "Animals." }] },
      user("Go on."),
    ];
    return accepts(context, { model: context.models.with("tools"), messages });
  }),
];

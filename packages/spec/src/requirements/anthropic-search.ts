import { chapter, may, should } from "./chapter.ts";

/** Messages: searches that the server does itself. */
export const anthropicSearch = chapter(
  {
    id: "anthropic-search",
    title: "Anthropic: searches",
    about: "Messages: searches that the server does itself.",
    operations: ["anthropicMessages"],
  },
  {
    blocks: may(
      "A search that the server did gives a block `server_tool_use` with `name` `web_search`, followed by a block `web_search_tool_result` with its `tool_use_id`.",
      ["handler"],
      { introducedIn: "0.16.2" },
    ),
    "failure-is-200": may(
      "A failed search answers 200 with `content` of the type `web_search_tool_result_error` and an `error_code`.",
      ["handler"],
      { introducedIn: "0.16.2" },
    ),
    "cloud-disabled": may(
      "A server without cloud features says so with 403 or with a failed search, or does not search.",
      ["handler"],
      { introducedIn: "0.18.0" },
    ),
    replay: should(
      "Blocks `server_tool_use` and `web_search_tool_result` are accepted as history.",
      ["handler", "client:claude-code"],
      { introducedIn: "0.16.2" },
    ),
  },
);

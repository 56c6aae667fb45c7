import { chapter, may, should } from "./chapter.ts";

/** Responses: searches that the server does itself. */
export const openaiResponsesSearch = chapter(
  {
    id: "openai-responses-search",
    title: "OpenAI: responses, searches",
    about: "Responses: searches that the server does itself.",
    operations: ["openaiResponses"],
  },
  {
    item: may(
      "A search that the server did is an item of `type` `web_search_call` with the query in `action.query`.",
      ["handler"],
      { introducedIn: "0.32.10" },
    ),
    events: may(
      "A streamed search gives `response.web_search_call.in_progress`, `.searching` and `.completed` between the `added` and `done` of its item.",
      ["handler"],
      { introducedIn: "0.32.10" },
    ),
    "replay-ignored": may("An item `web_search_call` in `input` is accepted and ignored.", ["handler"], {
      introducedIn: "0.32.10",
    }),
    "unavailable-403": may(
      "A server without cloud features answers a search with 403, or does not search.",
      ["handler"],
      { introducedIn: "0.32.10" },
    ),
    "unavailable-streamed": may(
      "A streamed search that fails ends with `response.failed` whose `response.error` has texts `code` and `message`.",
      ["handler"],
      { introducedIn: "0.32.10" },
    ),
    "declared-without-use": should(
      "A tool of type `web_search` that the model does not call never fails the request to a model with tools.",
      ["handler", "client:codex"],
      { introducedIn: "0.32.10" },
    ),
  },
);

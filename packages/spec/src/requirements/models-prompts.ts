import { chapter, may, should } from "./chapter.ts";

/** How messages become a prompt, as `_debug_render_only` shows it. */
export const modelsPrompts = chapter(
  {
    id: "models-prompts",
    title: "Prompts",
    about: "How messages become a prompt, as `_debug_render_only` shows it.",
    operations: ["chat"],
  },
  {
    "debug-render-chat": should(
      "`_debug_render_only` true of a chat answers `_debug_info.rendered_template` and generates nothing.",
      ["handler"],
      { introducedIn: "0.11.5" },
    ),
    "debug-render-generate": should(
      "`_debug_render_only` true of a generation answers `_debug_info.rendered_template` and generates nothing.",
      ["handler"],
      { operations: ["generate"], introducedIn: "0.11.5" },
    ),
    "debug-image-count": may(
      "`_debug_info.image_count` is the number of images in the prompt, absent for none.",
      ["handler"],
      { introducedIn: "0.11.5" },
    ),
    "stored-system": should(
      "The stored system prompt stands before the messages of a chat whose first message is not of the role `system`.",
      ["handler"],
      { operations: ["chat", "create"] },
    ),
    "system-of-request-wins": should(
      "A first message of the role `system` replaces the stored system prompt.",
      ["handler"],
      { operations: ["chat", "create"] },
    ),
    "stored-messages": should("Stored messages stand before those of the request.", ["handler"], {
      operations: ["chat", "create"],
    }),
    "generate-stored-messages": should(
      "Stored messages stand before the prompt of a generation without `context`.",
      ["handler"],
      { operations: ["generate", "create"] },
    ),
    "generate-is-chat": should("A generation's prompt is rendered as a chat of one user message.", ["handler"], {
      operations: ["generate", "chat"],
    }),
    suffix: should("With `suffix` the template is rendered with `.Prompt` and `.Suffix` alone.", ["handler"], {
      operations: ["generate", "create"],
      introducedIn: "0.2.6",
    }),
    "neighbours-merge": should(
      "Neighbouring messages of one role other than `tool` reach a Go template as one, joined by a blank line.",
      ["handler"],
    ),
    "tool-messages-stay-apart": should(
      "Neighbouring messages of the role `tool` reach the template one by one.",
      ["handler"],
      { operations: ["chat", "create"] },
    ),
    "no-template": should("A model without any chat template still answers a chat.", ["handler"], {
      operations: ["chat", "create"],
    }),
    "assistant-prefill": should(
      "A last message of the role `assistant` is continued by templates without `.Messages`: nothing follows it in the prompt.",
      ["handler"],
      { operations: ["chat", "create"] },
    ),
    "image-placeholder": should("An image of a message without `[img]` gives `[img-0]` before its text.", ["handler"], {
      introducedIn: "0.4.0",
    }),
    "image-placeholder-place": may("The first `[img]` in a message's text becomes `[img-N]`.", ["handler"], {
      introducedIn: "0.4.0",
    }),
    "thinking-history": should(
      "`thinking` of an assistant message reaches a template that reads `.Thinking`.",
      ["handler"],
      { operations: ["chat", "create"], introducedIn: "0.9.0" },
    ),
    "tool-calls-history": should(
      "`tool_calls` of an assistant message reach a template that reads `.ToolCalls`.",
      ["handler"],
      { operations: ["chat", "create"] },
    ),
    "tool-name-history": should(
      "`tool_name` of a tool message reaches a template that reads `.ToolName`.",
      ["handler"],
      { operations: ["chat", "create"], introducedIn: "0.9.6" },
    ),
  },
);

import { chapter, should } from "./chapter.ts";

/** Thinking in the output of models whose template names its tags. */
export const modelsThinking = chapter(
  {
    id: "models-thinking",
    title: "Thinking in the output",
    about: "Thinking in the output of models whose template names its tags.",
    operations: ["chat", "generate"],
  },
  {
    "whitespace-dropped": should(
      "White space next to the tags is in neither `thinking` nor the content.",
      ["handler"],
      { introducedIn: "0.9.0" },
    ),
    "only-at-start": should("Tags count only at the beginning of the answer; later ones are content.", ["handler"], {
      introducedIn: "0.9.0",
    }),
    "no-tags-is-content": should(
      "An answer that does not begin with the opening tag is content, whole, unless the prompt ended with that tag.",
      ["handler"],
      { introducedIn: "0.9.0" },
    ),
    unclosed: should("An answer cut before the closing tag is all `thinking`, with empty content.", ["handler"], {
      introducedIn: "0.9.0",
    }),
    "started-by-prompt": should(
      "If the prompt ends with the opening tag, the answer begins as thinking.",
      ["handler"],
      { introducedIn: "0.12.0" },
    ),
  },
);

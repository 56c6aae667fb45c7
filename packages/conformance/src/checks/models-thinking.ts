import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual } from "../check/expect.ts";
import { generated, wholeTemplate } from "./models/written.ts";

/** The model writes a text, in quotes, of which this is taken for thinking and this for content. */
const splits = (text: string, thinking: string, content: string) => async (context: CheckContext) => {
  const { thinking: thought = "", response } = await generated(context, wholeTemplate(""), text);
  const written = JSON.stringify(text);
  expectEqual(thought, thinking, `thinking of ${written}`);
  expectEqual(response, content, `content of ${written}`);
};

// The opening tag of the template has the quote that opens the text.
export const modelsThinking = [
  check(
    "models-thinking.whitespace-dropped",
    ["model", "writes"],
    splits("<think>  Hm. So.</think>   It is blue.", "Hm. So.", 'It is blue."'),
  ),
  check(
    "models-thinking.only-at-start",
    ["model", "writes"],
    splits("It is blue. <think>Hm.</think>", "", '"It is blue. <think>Hm.</think>"'),
  ),
  check("models-thinking.no-tags-is-content", ["model", "writes"], splits("It is blue.", "", '"It is blue."')),
  check("models-thinking.unclosed", ["model", "writes"], splits("<think>Hm. So", 'Hm. So"', "")),
  check("models-thinking.started-by-prompt", ["model", "writes"], async (context) => {
    const { thinking, response } = await generated(
      context,
      wholeTemplate("", '"<think>'),
      "Hm. So.</think>It is blue.",
    );
    // A server may leave thoughts free of the format, so that only where they are is known.
    const free = typeof thinking === "string" && thinking !== "" && !thinking.startsWith('"Hm.');
    if (free) return;
    expectEqual(thinking, '"Hm. So.', "thinking of an answer to a prompt that ends with the opening tag");
    expectEqual(response, 'It is blue."', "its content");
  }),
];

import { chapter, may, observed, should } from "./chapter.ts";

/** Lines of the Modelfile text of show. */
export const modelsModelfile = chapter(
  {
    id: "models-modelfile",
    title: "Modelfile text",
    about: "Lines of the Modelfile text of show.",
    operations: ["show"],
  },
  {
    "from-comment": may("The third line is `# FROM <short name>`.", ["handler", observed]),
    "parameter-lines": should("Each parameter has a line `PARAMETER <name> <value>`; a list has one per element.", [
      "handler",
      observed,
    ]),
    license: should("Each licence follows `LICENSE`.", ["handler"]),
    message: should("Each stored message has a line `MESSAGE <role> <content>`.", ["handler"]),
    "multi-line-quoted": should(
      'A value with a line break stands between `"""`, or between `"` if it has none itself.',
      ["handler"],
    ),
    "plain-unquoted": should("A value without line breaks and without spaces at its ends stands unquoted.", [
      "handler",
    ]),
    renderer: may("`RENDERER` and `PARSER` name the model's, where it has them.", ["handler"], {
      introducedIn: "0.12.0",
    }),
    order: may("FROM, TEMPLATE, SYSTEM, PARAMETER, LICENSE and MESSAGE follow each other in this order.", ["handler"]),
  },
);

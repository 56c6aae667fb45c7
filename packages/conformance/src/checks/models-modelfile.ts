import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectThat, show as print } from "../check/expect.ts";
import { modelfileOf } from "./models/store.ts";

/** The Modelfile of a model that was created with these fields has each of these pieces. */
const holds =
  (body: Readonly<Record<string, unknown>>, ...pieces: readonly string[]) =>
  async (context: CheckContext) => {
    const text = await modelfileOf(context, await context.createModel(body));
    for (const piece of pieces) {
      // A piece begins its line, and ends one.
      const found = `\n${text}\n`.includes(`\n${piece}\n`);
      expectThat(found, `the Modelfile does not have ${print(piece)} but is ${print(text)}`);
    }
  };

export const modelsModelfile = [
  check(
    "models-modelfile.parameter-lines",
    ["model", "writes"],
    holds(
      { parameters: { temperature: 0.25, num_ctx: 1024, stop: ["<one>", "<two>"] } },
      ...["PARAMETER temperature 0.25", "PARAMETER num_ctx 1024", "PARAMETER stop <one>", "PARAMETER stop <two>"],
    ),
  ),
  check(
    "models-modelfile.license",
    ["model", "writes"],
    holds({ license: ["Licence A.", "Licence B."] }, "LICENSE Licence A.", "LICENSE Licence B."),
  ),
  check(
    "models-modelfile.message",
    ["model", "writes"],
    holds(
      {
        messages: [
          { role: "user", content: "Who are you?" },
          { role: "assistant", content: "A llama." },
        ],
      },
      "MESSAGE user Who are you?\nMESSAGE assistant A llama.",
    ),
  ),
  check("models-modelfile.multi-line-quoted", ["model", "writes"], async (context) => {
    await holds({ system: "Be brief.\nBe kind." }, 'SYSTEM "Be brief.\nBe kind."')(context);
    await holds({ system: 'Say "yes".\nBe kind.' }, 'SYSTEM """Say "yes".\nBe kind."""')(context);
  }),
  check(
    "models-modelfile.plain-unquoted",
    ["model", "writes"],
    holds({ system: 'Say "yes" <now>.' }, 'SYSTEM Say "yes" <now>.'),
  ),
];

import type { ShowResponse } from "@cria/spec";
import type { Command } from "../command.ts";
import { CommandError } from "../errors.ts";
import { formatModel } from "../format/show.ts";

const FIELDS = ["license", "modelfile", "parameters", "system", "template"] as const;

export const show: Command = {
  name: "show",
  usage: "MODEL",
  summary: "Show information for a model",
  minArguments: 1,
  maxArguments: 1,
  flags: [
    ...FIELDS.map((name) => ({ name, type: "boolean" as const, help: `Show the ${name} of a model` })),
    { name: "verbose", short: "v", type: "boolean", help: "Show metadata and tensors too" },
  ],
  examples: ["cria show my-llama", "cria show --modelfile my-llama > Modelfile"],
  needsServer: true,
  async run({ client }, [model], flags) {
    const fields = FIELDS.filter((name) => flags[name] === true);
    if (fields.length > 1) {
      throw new CommandError(
        "only one of '--license', '--modelfile', '--parameters', '--system', or '--template' can be specified",
      );
    }
    const verbose = flags.verbose === true;
    const shown = await client.json<ShowResponse>("POST", "/api/show", { body: { model, verbose } });
    const [field] = fields;
    if (field === undefined) process.stdout.write(formatModel(shown, verbose));
    else {
      const text = shown[field] ?? "";
      // These two are shown exactly, without a newline of ours.
      process.stdout.write(field === "system" || field === "template" ? text : `${text}\n`);
    }
  },
};

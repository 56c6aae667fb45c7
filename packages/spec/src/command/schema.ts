import { schemaFile, schemaFileNames } from "../json-schema/index.ts";
import { type Command, jsonText, UsageError } from "./command.ts";

export const schema: Command = {
  synopsis: "[NAME]",
  summary: "Print the JSON Schema of a type, or the names of all types.",
  options: {},
  arity: [0, 1],
  run([name]) {
    if (name === undefined) return `${schemaFileNames.join("\n")}\n`;
    const found = schemaFile(name) ?? schemaFile(withCase(name) ?? "");
    if (found === undefined) throw new UsageError(`no type is called ${name}; \`cria-spec schema\` lists them`);
    return jsonText(found);
  },
};

/** The name that is the same but for capitals. */
function withCase(name: string): string | undefined {
  return schemaFileNames.find((known) => known.toLowerCase() === name.toLowerCase());
}

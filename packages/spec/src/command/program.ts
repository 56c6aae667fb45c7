import { parseArgs } from "node:util";
import { type Command, type OptionValues, UsageError } from "./command.ts";
import { diff } from "./diff.ts";
import { table } from "./layout.ts";
import { openapi } from "./openapi.ts";
import { operations } from "./operations.ts";
import { requirements } from "./requirements.ts";
import { schema } from "./schema.ts";

const commands: ReadonlyMap<string, Command> = new Map(
  Object.entries({ openapi, schema, operations, requirements, diff }),
);

const help = { type: "boolean", short: "h" } as const;

/**
 * Does what a command line says.
 * @returns what is printed on stdout
 * @throws {UsageError} if it can't be understood
 */
export function runProgram(argv: readonly string[]): string {
  const [name, ...rest] = argv;
  if (name === undefined) throw new UsageError("a command is missing");
  if (name === "help" && rest[0] === undefined) return programHelp();
  if (name === "--help" || name === "-h") return programHelp();
  const command = commands.get(name === "help" ? rest[0]! : name);
  if (command === undefined)
    throw new UsageError(`unknown command ${JSON.stringify(name === "help" ? rest[0] : name)}`);
  if (name === "help") return commandHelp(rest[0]!, command);
  const { positionals, values } = parse(rest, command);
  if (values.help) return commandHelp(name, command);
  const [least, most] = command.arity;
  if (positionals.length < least) throw new UsageError(`${name} needs ${command.synopsis}`);
  if (positionals.length > most) throw new UsageError(`unexpected argument ${JSON.stringify(positionals[most])}`);
  return command.run(positionals, values);
}

function parse(args: readonly string[], command: Command): { positionals: string[]; values: OptionValues } {
  const options = Object.fromEntries(Object.entries(command.options).map(([name, { type }]) => [name, { type }]));
  try {
    return parseArgs({ args: [...args], options: { ...options, help }, allowPositionals: true });
  } catch (error) {
    // Its messages are written for users.
    throw new UsageError((error as Error).message);
  }
}

function programHelp(): string {
  const rows = [...commands].map(([name, { synopsis, summary }]) => [`  ${name} ${synopsis}`.trimEnd(), summary]);
  return `The Ollama HTTP API, written down.

Usage: cria-spec COMMAND [OPTIONS]

Commands:
${table(rows)}
\`cria-spec COMMAND --help\` says more of a command.
`;
}

function commandHelp(name: string, { synopsis, summary, options }: Command): string {
  const rows = Object.entries(options).map(([option, { value, help }]) => [
    value === undefined ? `  --${option}` : `  --${option} ${value}`,
    help,
  ]);
  const usage = ["Usage: cria-spec", name, synopsis, "[OPTIONS]"].filter((word) => word !== "").join(" ");
  return `${summary}\n\n${usage}\n\nOptions:\n${table([...rows, ["  -h, --help", "Print this."]])}`;
}

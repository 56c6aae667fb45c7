import { readEnvironment } from "../environment.ts";
import { checkArgumentCount, parseArguments } from "./arguments.ts";
import { Client } from "./client.ts";
import type { Command, CommandContext, FlagValues } from "./command.ts";
import { cp } from "./commands/cp.ts";
import { create } from "./commands/create.ts";
import { gc } from "./commands/gc.ts";
import { list } from "./commands/list.ts";
import { login, logout } from "./commands/login.ts";
import { ps } from "./commands/ps.ts";
import { pull } from "./commands/pull.ts";
import { push } from "./commands/push.ts";
import { rm } from "./commands/rm.ts";
import { run } from "./commands/run.ts";
import { serve } from "./commands/serve.ts";
import { show } from "./commands/show.ts";
import { stop } from "./commands/stop.ts";
import { verify } from "./commands/verify.ts";
import { CommandError } from "./errors.ts";
import { commandHelp, programHelp } from "./help.ts";
import { serverUrl } from "./host.ts";
import { printVersion } from "./version.ts";

const COMMANDS: readonly Command[] = [
  serve,
  create,
  show,
  run,
  stop,
  pull,
  push,
  login,
  logout,
  list,
  ps,
  cp,
  rm,
  verify,
  gc,
];

/** Runs the command that `argv` (without the program) names. Throws {@link CommandError} for what the user can mend. */
export async function runProgram(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const [name, ...rest] = argv;
  const [apiKey] = readEnvironment(env).apiKeys;
  const context: CommandContext = { client: new Client(serverUrl(env.OLLAMA_HOST), apiKey), env };
  if (name === undefined || name.startsWith("-")) return await runRoot(context, argv);
  if (name === "help") {
    const topic = rest[0];
    process.stdout.write(topic === undefined ? programHelp(COMMANDS) : commandHelp(findCommand(topic)));
    return;
  }
  const command = findCommand(name);
  const { positionals, flags, help } = parseArguments(rest, command.flags);
  if (help) {
    process.stdout.write(commandHelp(command));
    return;
  }
  checkArgumentCount(positionals.length, command.minArguments, command.maxArguments);
  if (needsServer(command, flags)) await context.client.probe();
  await command.run(context, positionals, flags);
}

async function runRoot(context: CommandContext, argv: readonly string[]): Promise<void> {
  const { flags, positionals } = parseArguments(argv, [
    { name: "version", short: "v", type: "boolean", help: "Show version information" },
  ]);
  if (flags.version === true) return await printVersion(context.client);
  if (positionals[0] !== undefined && flags.help !== true) {
    throw new CommandError(`unknown command "${positionals[0]}" for "cria"`);
  }
  process.stdout.write(programHelp(COMMANDS));
}

function needsServer({ needsServer: needs }: Command, flags: FlagValues): boolean {
  return typeof needs === "function" ? needs(flags) : needs;
}

function findCommand(name: string): Command {
  const command = COMMANDS.find((candidate) => candidate.name === name || candidate.aliases?.includes(name));
  if (!command) throw new CommandError(`unknown command "${name}" for "cria"`);
  return command;
}

import type { Command, Flag } from "./command.ts";

const HOST = ["OLLAMA_HOST", "Address of the server (default 127.0.0.1:11434)"] as const;
const API_KEY = ["CRIA_API_KEY", "Key for a server that asks for one"] as const;

/** Help of the whole program. */
export function programHelp(commands: readonly Command[]): string {
  return `${[
    "Large language models on your own machine, behind Ollama's API.",
    "Usage:\n  cria [flags]\n  cria [command]",
    `Available Commands:\n${columns([...commands.map(({ name, summary }) => [name, summary] as const), ["help", "Help about any command"]])}`,
    `Flags:\n${flagLines([{ name: "version", short: "v", type: "boolean", help: "Show version information" }])}`,
    'Examples:\n  cria serve\n  cria create my-llama -f ./Modelfile\n  cria run my-llama "Why is the sky blue?"',
    'Use "cria [command] --help" for more information about a command.',
  ].join("\n\n")}\n`;
}

/** Help of one command. */
export function commandHelp(command: Command): string {
  const environment = [...(command.needsServer !== false ? [HOST, API_KEY] : []), ...(command.environment ?? [])];
  const parts = [
    command.summary,
    `Usage:\n  ${["cria", command.name, command.usage, "[flags]"].filter(Boolean).join(" ")}`,
  ];
  if (command.aliases) parts.push(`Aliases:\n  ${[command.name, ...command.aliases].join(", ")}`);
  if (command.examples.length > 0) parts.push(`Examples:\n${command.examples.map((line) => `  ${line}`).join("\n")}`);
  parts.push(`Flags:\n${flagLines(command.flags, command.name)}`);
  if (environment.length > 0) parts.push(`Environment Variables:\n${columns(environment)}`);
  return `${parts.join("\n\n")}\n`;
}

function flagLines(flags: readonly Flag[], command = "cria"): string {
  const help: Flag = { name: "help", short: "h", type: "boolean", help: `Help for ${command}` };
  return columns(
    [...flags, help].map((flag) => {
      const value = flag.type === "boolean" ? "" : flag.type === "optional" ? `[=${flag.value}]` : ` ${flag.value}`;
      return [`${flag.short ? `-${flag.short}, ` : "    "}--${flag.name}${value}`, flag.help];
    }),
  );
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}   ${right}`).join("\n");
}

import { parseArgs } from "node:util";
import type { Flag, FlagValues } from "./command.ts";
import { CommandError } from "./errors.ts";
import { parseBoolean } from "./modelfile/parameters.ts";

export interface Arguments {
  readonly positionals: readonly string[];
  readonly flags: FlagValues;
  /** `--help` or `-h` was given. */
  readonly help: boolean;
}

const HELP: Flag = { name: "help", short: "h", type: "boolean", help: "" };

/** Reads flags (anywhere before `--`) and positional arguments. Throws {@link CommandError} for what `known` does not allow. */
export function parseArguments(argv: readonly string[], known: readonly Flag[]): Arguments {
  const all = known.some(({ name }) => name === "help") ? known : [...known, HELP];
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      all.map(({ name, short, type }) => [
        name,
        { type: type === "string" ? "string" : "boolean", ...(short ? { short } : {}) },
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const flags: Record<string, string | boolean> = {};
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const isLong = token.rawName.startsWith("--");
    const flag = all.find(({ name }) => name === token.name);
    if (!flag) {
      throw new CommandError(
        isLong ? `unknown flag: ${token.rawName}` : `unknown shorthand flag: '${token.name}' in ${token.rawName}`,
      );
    }
    // `-f=x` reaches us as the value "=x".
    const value = !isLong && token.inlineValue ? token.value?.replace(/^=/, "") : token.value;
    if (flag.type === "string") {
      if (value === undefined) {
        throw new CommandError(
          `flag needs an argument: ${isLong ? token.rawName : `'${flag.short}' in ${token.rawName}`}`,
        );
      }
      flags[flag.name] = value;
    } else if (flag.type === "optional") flags[flag.name] = value ?? "true";
    else flags[flag.name] = value === undefined ? true : booleanValue(flag, value);
  }
  return { positionals, flags, help: flags.help === true };
}

function booleanValue(flag: Flag, text: string): boolean {
  const value = parseBoolean(text);
  if (value !== undefined) return value;
  const name = flag.short ? `-${flag.short}, --${flag.name}` : `--${flag.name}`;
  throw new CommandError(
    `invalid argument "${text}" for "${name}" flag: strconv.ParseBool: parsing "${text}": invalid syntax`,
  );
}

/** Throws {@link CommandError} unless `count` positional arguments are allowed. */
export function checkArgumentCount(count: number, min: number, max: number | undefined): void {
  if (min === max && count !== min) throw new CommandError(`accepts ${min} arg(s), received ${count}`);
  if (count < min) throw new CommandError(`requires at least ${min} arg(s), only received ${count}`);
  if (max !== undefined && count > max) throw new CommandError(`accepts at most ${max} arg(s), received ${count}`);
}

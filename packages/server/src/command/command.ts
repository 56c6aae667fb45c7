import type { Client } from "./client.ts";

/** An option of a command. */
export interface Flag {
  readonly name: string;
  /** One letter. */
  readonly short?: string;
  /** `optional` takes a value only in the form `--name=value`; alone it stands for "true". */
  readonly type: "boolean" | "string" | "optional";
  /** What the value is called in the help text. */
  readonly value?: string;
  readonly help: string;
}

/** Given flags by name; those not given are absent. */
export type FlagValues = Readonly<Record<string, string | boolean>>;

export interface CommandContext {
  readonly client: Client;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Arguments as the usage line shows them. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly minArguments: number;
  /** Absent: any number. */
  readonly maxArguments?: number;
  readonly flags: readonly Flag[];
  readonly examples: readonly string[];
  /** Environment variables that matter, with what they do. */
  readonly environment?: readonly (readonly [name: string, effect: string])[];
  /** Whether a server must be reachable before the command starts, which may depend on its flags. */
  readonly needsServer: boolean | ((flags: FlagValues) => boolean);
  /** Throws `CommandError` for anything the user can mend. */
  run(context: CommandContext, positionals: readonly string[], flags: FlagValues): Promise<void>;
}

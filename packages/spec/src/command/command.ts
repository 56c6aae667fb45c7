/** A subcommand of `cria-spec`. */
export interface Command {
  /** Arguments as the usage line shows them. */
  readonly synopsis: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, Option>>;
  /** Least and most number of positional arguments. */
  readonly arity: readonly [least: number, most: number];
  /**
   * @returns what is printed
   * @throws {UsageError} for arguments that mean nothing
   */
  run(positionals: readonly string[], options: OptionValues): string;
}

export interface Option {
  readonly type: "string" | "boolean";
  /** Word for the value in the help. */
  readonly value?: string;
  readonly help: string;
}

export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

/** A command line that can't be obeyed; its message tells the user why. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The option of commands that can print for programs. */
export const json: Option = { type: "boolean", help: "Print JSON." };

/** JSON as every command prints it. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

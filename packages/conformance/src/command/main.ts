import { checks } from "../checks/index.ts";
import { Unreachable } from "../target/probe.ts";
import { suiteVersion } from "../version.ts";
import { readArguments, UsageError } from "./arguments.ts";
import { conformance } from "./conformance.ts";
import { listChecks } from "./list.ts";
import { usage } from "./usage.ts";

export interface Terminal {
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** Ends the run. */
  readonly signal: AbortSignal;
  readonly color: boolean;
  /** Whether somebody watches the errors, to be told how far the run is. */
  readonly watched: boolean;
}

/** Runs the command; returns its exit code: 0 conforms, 1 does not, 2 could not run. */
export async function main(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const wish = readArguments(words);
    if (wish === "help") terminal.write(usage);
    else if (wish === "version") terminal.write(`${suiteVersion}\n`);
    else if (wish === "list") terminal.write(listChecks(checks));
    else return await conformance(checks, wish, terminal);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) terminal.writeError(`Error: ${error.message}\nTry --help.\n`);
    else if (error instanceof Unreachable) terminal.writeError(`Error: no server answers: ${error.message}\n`);
    else terminal.writeError(`Error: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

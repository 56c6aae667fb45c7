/** A failure the user caused or can mend: its text is printed as `Error: <text>` and the command exits with 1. */
export class CommandError extends Error {
  override readonly name: string = "CommandError";
}

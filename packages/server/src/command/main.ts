import { CommandError } from "./errors.ts";
import { runProgram } from "./program.ts";
import { bypassProxy } from "./proxy.ts";

// A reader that has seen enough, such as `head`, is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

bypassProxy(process.env);
try {
  await runProgram(process.argv.slice(2), process.env);
} catch (error) {
  const isOurs = error instanceof CommandError;
  process.stderr.write(`Error: ${isOurs ? error.message : ((error as Error)?.stack ?? String(error))}\n`);
  process.exitCode = 1;
}

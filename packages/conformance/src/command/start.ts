import { main } from "./main.ts";

/** The command in this process: Ctrl-C ends the run with a report of what was checked, a second time without. */
export async function start(): Promise<void> {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  process.once("SIGTERM", () => stop.abort());
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      // A reader such as `head` may leave early; the verdict and the reports are due all the same.
      if (error.code !== "EPIPE") process.exit(2);
    });
  }
  process.exitCode = await main(process.argv.slice(2), {
    write: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
    signal: stop.signal,
    watched: process.stderr.isTTY === true,
    color: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
  });
}

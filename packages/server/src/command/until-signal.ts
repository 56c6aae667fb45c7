import { launcherEnded } from "./launched-by.ts";
import { endWithin, onSigterm } from "./sigterm.ts";

/** Something that runs until it is told to stop. */
export interface Service {
  stop(): Promise<void>;
}

/** One Ctrl-C can arrive twice: from the terminal and from the launcher. Later ones mean impatience. */
const SAME_SIGNAL = 500;
/** Seconds that a stop may take: runners that do not end are killed after two. */
const PATIENCE = 10;
/** Seconds that a timer can wait. */
const MOST_DRAINING = 1_000_000;

/**
 * Waits for a signal to end, or for the end of the launcher that started this process, then for the service to stop. A
 * second signal, some time after the first, ends the process at once with exit code 1; a stop that takes too long is ended
 * as well. `draining`: milliseconds that a stop may take before it ends anything.
 */
export async function runUntilSignal(service: Service, draining = 0): Promise<void> {
  let first: number | undefined;
  await new Promise<void>((resolve) => {
    const end = () => {
      first ??= Date.now();
      if (Date.now() - first > SAME_SIGNAL) process.exit(1);
      resolve();
    };
    process.on("SIGINT", end);
    process.on("SIGHUP", end);
    onSigterm(() => {
      process.on("SIGTERM", end);
      end();
    });
    void launcherEnded().then(end);
  });
  const patience = PATIENCE + Math.min(Math.ceil(draining / 1000), MOST_DRAINING);
  endWithin(patience);
  setTimeout(() => process.exit(1), patience * 1000 - 1000).unref();
  await service.stop();
}

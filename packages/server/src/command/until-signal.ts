/** Something that runs until it is told to stop. */
export interface Service {
  stop(): Promise<void>;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** One Ctrl-C can arrive twice: from the terminal and from the launcher. Later ones mean impatience. */
const SAME_SIGNAL = 500;

/**
 * Waits for a signal to end, then for the service to stop. A second signal, some time after the first, ends the process
 * at once with exit code 1.
 */
export async function runUntilSignal(service: Service): Promise<void> {
  let first: number | undefined;
  await new Promise<void>((resolve) => {
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        first ??= Date.now();
        if (Date.now() - first > SAME_SIGNAL) process.exit(1);
        resolve();
      });
    }
  });
  await service.stop();
}

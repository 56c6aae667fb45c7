/** Milliseconds between two looks at whether the launcher is there. */
const interval = 500;

/** Settles when the launcher that started this process has ended without a signal to it; never without a launcher. */
export function launcherEnded(environment = process.env): Promise<void> {
  const launcher = Number(environment.CRIA_LAUNCHER);
  if (process.ppid !== launcher) return new Promise(() => {});
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (process.ppid === launcher) return;
      clearInterval(timer);
      resolve();
    }, interval);
    timer.unref();
  });
}

/** A process that this one started and that must not outlive it. */
interface Child {
  kill(signal: "SIGKILL"): void;
}

const running = new Set<Child>();

/** Ends a child with this process, until the returned function is called. */
export function track(child: Child): () => void {
  running.add(child);
  return () => running.delete(child);
}

/** Ends every child at once; for the end of the program. */
export function killAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

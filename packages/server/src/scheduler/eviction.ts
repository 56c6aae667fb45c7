import type { LoadedRunner } from "./loaded-runner.ts";

/**
 * Which runner makes room for another model: one that is ending already, else an idle one, else a busy one; among
 * equals the one with the shortest keep-alive, and among those the first by path.
 */
export function chooseVictim<Model>(runners: Iterable<LoadedRunner<Model>>): LoadedRunner<Model> | undefined {
  const rank = (runner: LoadedRunner<Model>) => (runner.state !== "ready" ? 0 : runner.idle ? 1 : 2);
  const [victim] = [...runners].sort(
    (a, b) => rank(a) - rank(b) || a.keepAlive - b.keepAlive || (a.settings.cacheKey < b.settings.cacheKey ? -1 : 1),
  );
  return victim;
}

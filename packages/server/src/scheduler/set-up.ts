import { greedyOptions, type RunnerSettings } from "@cria/engine";
import { type FakeRunnerOptions, FakeRunners } from "./fake-runner.ts";
import type { Memory } from "./memory.ts";
import { Scheduler, type SchedulerOptions } from "./scheduler.ts";
import { VirtualClock } from "./virtual-clock.ts";

export const minute = 60_000;

/** A scheduler for two models over fake runners, and ways to use it. */
export function setUp(options: Partial<SchedulerOptions> & { manual?: boolean; runner?: FakeRunnerOptions } = {}) {
  const clock = new VirtualClock();
  const runners = new FakeRunners(options.runner, options.manual);
  const scheduler = new Scheduler<string>({
    maxLoadedModels: 2,
    maxQueue: 4,
    keepAlive: 5 * minute,
    loadTimeout: 5 * minute,
    startRunner: runners.start,
    memory: fixedMemory(Infinity),
    clock,
    ...options,
  });
  const acquire = (
    name: string,
    extra: { keepAlive?: number; signal?: AbortSignal } & Partial<RunnerSettings> = {},
  ) => {
    const { keepAlive, signal, ...settings } = extra;
    return scheduler.acquire(
      { model: name, settings: { ...defaults, modelPath: `/blobs/${name}`, cacheKey: name, ...settings }, keepAlive },
      signal ?? new AbortController().signal,
    );
  };
  const names = () => scheduler.list().map((running) => running.model);
  return { clock, runners, scheduler, acquire, names };
}

const defaults: RunnerSettings = {
  modelPath: "",
  cacheDir: "/cache",
  cacheKey: "",
  numCtx: 512,
  numParallel: 1,
  numBatch: 512,
  numThreads: 0,
};

/** Memory of so many bytes, of which only models take any. */
export function fixedMemory(bytes: number): Memory {
  return { total: () => bytes, available: () => bytes, heldBy: () => 0 };
}

/** Any request that a fake runner answers. */
export const request = {
  prompt: "x",
  options: { ...greedyOptions, numPredict: 10 },
};

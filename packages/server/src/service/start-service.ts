import { openEmbeddedStore } from "../embedded/embedded-store.ts";
import type { Environment } from "../environment.ts";
import type { Handlers } from "../http/context.ts";
import { type RunningServer, startServer } from "../http/server.ts";
import { type Health, respondToProbe } from "../observability/probes.ts";
import { ServerMetrics } from "../observability/server-metrics.ts";
import type { StartRunner } from "../scheduler/load-runner.ts";
import { systemMemory } from "../scheduler/memory.ts";
import { Scheduler } from "../scheduler/scheduler.ts";
import type { StoredModel } from "../store/model.ts";
import { shortName } from "../store/name.ts";
import { type Fallback, Store } from "../store/store.ts";
import { ollamaVersion } from "../version.ts";
import { StartError } from "./start-error.ts";
import { sweepCache } from "./sweep-cache.ts";

/** Models loaded at once if the environment does not say. */
const MAX_LOADED_MODELS = 3;
/** Milliseconds that answers have to end once their runners are gone. */
const GRACE = 2000;

export interface ServiceParts {
  readonly handlers: Handlers;
  readonly startRunner: StartRunner;
}

/** A server with its store and its models. */
export interface RunningService extends AsyncDisposable {
  /** Base URL without a trailing slash. */
  readonly url: string;
  /** Ends all answers and models; settles when the address is free. */
  stop(): Promise<void>;
}

/** Opens the store and starts to listen. Throws {@link StartError} if it cannot. */
export async function startService(environment: Environment, parts: ServiceParts): Promise<RunningService> {
  const store = await openStore(environment);
  await sweepCache(environment.cacheDir, environment.cacheSize);
  const scheduler = new Scheduler<StoredModel>({
    maxLoadedModels: environment.maxLoadedModels || MAX_LOADED_MODELS,
    maxQueue: environment.maxQueue,
    keepAlive: environment.keepAlive,
    loadTimeout: environment.loadTimeout,
    startRunner: parts.startRunner,
    memory: systemMemory,
  });
  let isDraining = false;
  const health: Health = {
    metrics: new ServerMetrics({
      queued: () => scheduler.queued,
      models: () =>
        scheduler.list().map(({ model: { name }, memoryBytes }) => ({ name: shortName(name), memoryBytes })),
    }),
    unreadiness: () => {
      if (isDraining) return "draining";
      return scheduler.queued >= environment.maxQueue && environment.maxQueue > 0 ? "the queue is full" : undefined;
    },
  };
  const server = listen(environment, () =>
    startServer({ environment, store, scheduler, version: ollamaVersion, health }, parts.handlers),
  );
  const probes = await serveProbes(environment, health).catch(async (error) => {
    await server.stop(true);
    throw error;
  });
  const stop = async () => {
    isDraining = true;
    // Meanwhile probes are told to send nobody here, and who comes all the same is.
    await scheduler.drain(environment.drainTimeout);
    const drained = server.stop();
    // Ends the answers that are being given, so that their connections can close.
    await scheduler.shutdown();
    server.closeIdle();
    await Promise.race([drained, Bun.sleep(GRACE)]);
    await server.stop(true);
    await probes?.stop(true);
  };
  return { url: server.url, stop, [Symbol.asyncDispose]: stop };
}

/** The probes at an address of their own, where no key is asked for. Throws {@link StartError}. */
async function serveProbes({ probes }: Environment, health: Health): Promise<Bun.Server<undefined> | undefined> {
  if (typeof probes === "string") return undefined;
  const { hostname, port } = probes;
  try {
    return Bun.serve({
      hostname,
      port,
      fetch: ({ method, url }) =>
        respondToProbe(health, method, new URL(url).pathname) ?? new Response("404 page not found\n", { status: 404 }),
    });
  } catch (error) {
    throw new StartError(`cannot serve metrics at ${hostname}:${port}: ${(error as Error).message}`);
  }
}

async function openStore({ models: root, embeddedModel, ...options }: Environment): Promise<Store> {
  const { cacheDir, noPrune, goTemplate } = options;
  try {
    const fallback = embeddedModel ? await openFallback({ cacheDir, goTemplate }) : undefined;
    return await Store.open({ root, cacheDir, noPrune, goTemplate, fallback });
  } catch (error) {
    throw new StartError(`cannot open the models at ${root}: ${(error as Error).message}`);
  }
}

/** The embedded model is a convenience: without a place for it, the server runs all the same. */
async function openFallback(options: Pick<Environment, "cacheDir" | "goTemplate">): Promise<Fallback | undefined> {
  try {
    return await openEmbeddedStore(options);
  } catch (error) {
    process.stderr.write(`the embedded model cannot be shown: ${(error as Error).message}\n`);
    return undefined;
  }
}

function listen({ host: { hostname, port } }: Environment, start: () => RunningServer): RunningServer {
  try {
    return start();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason =
      code === "EADDRINUSE"
        ? "the address is in use: is a server running already? OLLAMA_HOST chooses another address"
        : message;
    throw new StartError(`cannot listen on ${hostname}:${port}: ${reason}`);
  }
}

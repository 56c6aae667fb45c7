import { startRunner } from "@cria/engine";
import { handlers } from "./api/handlers.ts";
import type { Environment } from "./environment.ts";
import { type RunningServer, startServer } from "./http/server.ts";
import { Scheduler } from "./scheduler/scheduler.ts";
import type { StoredModel } from "./store/model.ts";
import { Store } from "./store/store.ts";
import { ollamaVersion } from "./version.ts";

/** Models loaded at once if the user does not say. */
const defaultLoadedModels = 3;

/**
 * Opens the store and starts the server with its runners. Stopping it also ends the runners. Throws what opening the
 * store or listening threw.
 */
export async function serve(environment: Environment): Promise<RunningServer> {
  const store = await Store.open({
    root: environment.models,
    cacheDir: environment.cacheDir,
    noPrune: environment.noPrune,
    goTemplate: environment.goTemplate,
  });
  const scheduler = new Scheduler<StoredModel>({
    maxLoadedModels: environment.maxLoadedModels || defaultLoadedModels,
    maxQueue: environment.maxQueue,
    keepAlive: environment.keepAlive,
    loadTimeout: environment.loadTimeout,
    startRunner,
  });
  const server = startServer({ environment, store, scheduler, version: ollamaVersion }, handlers);
  return {
    ...server,
    stop: async (force = false) => {
      // Answers that run end by themselves, unless they are cut.
      await server.stop(force);
      await scheduler.shutdown();
    },
  };
}

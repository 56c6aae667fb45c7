export { type Environment, readEnvironment } from "./environment.ts";
export type { Handlers, ServerContext } from "./http/context.ts";
export { type RunningServer, startServer } from "./http/server.ts";
export { Store, type StoreOptions } from "./store/store.ts";
export { criaVersion, ollamaVersion } from "./version.ts";

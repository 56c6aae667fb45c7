export { type Environment, readEnvironment } from "./environment.ts";
export type { RunningServer } from "./http/server.ts";
export { serve } from "./serve.ts";
export { criaVersion, ollamaVersion } from "./version.ts";

export { type Environment, readEnvironment } from "./environment.ts";
export { serve } from "./service/serve.ts";
export { StartError } from "./service/start-error.ts";
export type { RunningService } from "./service/start-service.ts";
export { criaVersion, ollamaVersion } from "./version.ts";

import { startRunner } from "@cria/engine";
import { handlers } from "../api/handlers.ts";
import type { Environment } from "../environment.ts";
import { type RunningService, startService } from "./start-service.ts";

/** Starts what `cria serve` starts, in this process. Throws a {@link StartError} if it can't. */
export function serve(environment: Environment): Promise<RunningService> {
  return startService(environment, { handlers, startRunner });
}

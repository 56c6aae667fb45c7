import { readEnvironment } from "../environment.ts";
import { CommandError } from "./errors.ts";

/** The store on this machine, as `OLLAMA_MODELS` says, and what remains of downloads. Nothing is removed by opening it. */
export async function openLocalStore(env: Readonly<Record<string, string | undefined>>) {
  const environment = readEnvironment(env);
  const { models: root, cacheDir } = environment;
  // It needs the engine, without which other commands start faster.
  const { Store } = await import("../store/store.ts");
  try {
    return { environment, store: await Store.open({ root, cacheDir, noPrune: true }) };
  } catch (error) {
    throw new CommandError(`cannot open the models at ${root}: ${(error as Error).message}`);
  }
}

import { accessSync, constants, existsSync } from "node:fs";
import { PreparedCache } from "@cria/engine";

/**
 * Removes from the cache of prepared weights what no model needs any more and what is too much. Says so on stderr if
 * nothing can be kept there: the server runs all the same, but each load is slow.
 */
export async function sweepCache(cacheDir: string, cacheSize: number | undefined): Promise<void> {
  try {
    await new PreparedCache(cacheDir, cacheSize).sweep();
    if (existsSync(cacheDir)) accessSync(cacheDir, constants.W_OK);
  } catch (error) {
    process.stderr.write(
      `weights are converted anew at each load, since ${cacheDir} cannot keep them: ${(error as Error).message}\n` +
        "CRIA_CACHE names another folder\n",
    );
  }
}

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isMissing } from "../store/file-error.ts";
import type { Fallback, StoreOptions } from "../store/store.ts";
import { removeFormerReleases } from "./former-releases.ts";
import { SelfHealingStore } from "./self-healing-store.ts";

/** Where the model's files lie: weights, Go template, parameters and licence. See the README there. */
const home = join(import.meta.dir, "../../model");

/** The content of the model's files. */
export type EmbeddedFiles = NonNullable<Awaited<ReturnType<typeof readFiles>>>;

/**
 * A store of its own in Cria's cache that holds the embedded model as a registry's would be held. The user's store falls
 * back to it, and nothing is written there. Undefined where the installation has no such model. Throws what writing it
 * throws.
 */
export async function openEmbeddedStore(
  options: Pick<StoreOptions, "cacheDir" | "goTemplate">,
): Promise<Fallback | undefined> {
  const files = await readFiles();
  if (files === undefined) return undefined;
  // Another release of the model is another store.
  const identity = createHash("sha256");
  for (const part of Object.values(files)) identity.update(part);
  const root = join(options.cacheDir, `embedded-${identity.digest("hex").slice(0, 16)}`);
  const embedded = new SelfHealingStore({ ...options, root, noPrune: true }, readFiles);
  await embedded.make();
  await removeFormerReleases(root);
  return () => embedded.current();
}

async function readFiles() {
  try {
    const [weights, template, parameters, license] = await Promise.all([
      readFile(join(home, "cria.gguf")),
      readFile(join(home, "template.gotmpl"), "utf8"),
      readFile(join(home, "params.json"), "utf8"),
      readFile(join(home, "LICENSE"), "utf8"),
    ]);
    return { weights, template, parameters, license };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

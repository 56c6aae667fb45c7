import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createModel } from "../create/create-model.ts";
import { isMissing } from "../store/file-error.ts";
import { parseName } from "../store/name.ts";
import { ModelNotFoundError, Store, type StoreOptions } from "../store/store.ts";
import { removeFormerReleases } from "./former-releases.ts";

/** The model that comes with Cria, so that the first minute works offline. */
export const embeddedName = "cria";

/** Where its files lie: weights, Go template, parameters and licence. See the README there. */
const home = join(import.meta.dir, "../../model");

/**
 * A store of its own in Cria's cache that holds the embedded model as a registry's would be held. The user's store falls
 * back to it, and nothing is written there. Undefined where the installation has no such model.
 */
export async function openEmbeddedStore(
  options: Pick<StoreOptions, "cacheDir" | "goTemplate">,
): Promise<Store | undefined> {
  const files = await readFiles();
  if (files === undefined) return undefined;
  const { weights, template, parameters, license } = files;
  // Another release of the model is another store.
  const identity = createHash("sha256");
  for (const part of Object.values(files)) identity.update(part);
  const root = join(options.cacheDir, `embedded-${identity.digest("hex").slice(0, 16)}`);
  const store = await Store.open({ ...options, root, noPrune: true });
  const name = parseName(embeddedName)!;
  try {
    await store.resolve(name);
  } catch (error) {
    if (!(error instanceof ModelNotFoundError)) throw error;
    const { digest } = await store.blobs.write([weights]);
    const body = {
      model: embeddedName,
      files: { "cria.gguf": digest },
      template,
      parameters: JSON.parse(parameters) as Record<string, unknown>,
      license,
    };
    for await (const _ of createModel(store, { name, body }));
  }
  await removeFormerReleases(root);
  return store;
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

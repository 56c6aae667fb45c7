import { readSafetensors, type StoredTensor } from "../safetensors/read-header.ts";
import { CheckpointError } from "./error.ts";
import { type Folder, isObject } from "./folder.ts";

const indexName = "model.safetensors.index.json";

/**
 * The tensors of a folder, by name: of the files that the index names, or of all. Throws {@link CheckpointError} for a
 * missing file, and for a tensor that is missing, or in two files that no index chooses from.
 */
export async function readWeights(folder: Folder): Promise<Map<string, StoredTensor>> {
  const index = (await folder.json(indexName))?.weight_map;
  if (isObject(index)) return readIndexed(folder, index);
  const shards = folder.names.filter((name) => name.endsWith(".safetensors")).sort();
  // Mistral gives its models in two layouts at once.
  const wanted = shards.filter((name) => shards.length === 1 || !name.startsWith("consolidated"));
  const tensors = new Map<string, StoredTensor>();
  for (const name of wanted) {
    assertWholeSet(name, folder);
    for (const [key, tensor] of await readSafetensors(folder.path(name), name)) {
      if (tensors.has(key)) throw new CheckpointError(`tensor "${key}" is in two files`);
      tensors.set(key, tensor);
    }
  }
  if (tensors.size === 0) throw new CheckpointError("there are no tensors");
  return tensors;
}

async function readIndexed(folder: Folder, index: Record<string, unknown>): Promise<Map<string, StoredTensor>> {
  const shards = new Map<string, Map<string, StoredTensor>>();
  const tensors = new Map<string, StoredTensor>();
  for (const [key, name] of Object.entries(index)) {
    // A name that leads out of the folder is that of no file in it.
    if (typeof name !== "string" || !folder.has(name)) {
      throw new CheckpointError(`"${String(name)}", which "${indexName}" names, is missing`);
    }
    let shard = shards.get(name);
    if (shard === undefined) {
      shard = await readSafetensors(folder.path(name), name);
      shards.set(name, shard);
    }
    const tensor = shard.get(key);
    if (tensor === undefined) throw new CheckpointError(`tensor "${key}" is not in "${name}"`);
    tensors.set(key, tensor);
  }
  if (tensors.size === 0) throw new CheckpointError("there are no tensors");
  return tensors;
}

/** A file that calls itself one of several needs the others. */
function assertWholeSet(name: string, folder: Folder): void {
  const [, model, count] = /^(.*)-\d{5}-of-(\d{5})\.safetensors$/.exec(name) ?? [];
  for (let i = 1; i <= Number(count ?? 0); i++) {
    const other = `${model}-${String(i).padStart(5, "0")}-of-${count}.safetensors`;
    if (!folder.has(other)) throw new CheckpointError(`"${other}" is missing`);
  }
}

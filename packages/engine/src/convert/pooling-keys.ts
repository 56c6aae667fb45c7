import { CheckpointError } from "./error.ts";
import { type Folder, isObject } from "./folder.ts";
import type { Keys } from "./keys.ts";

/** Numbers of `pooling_type`, by the fields and names of Sentence Transformers. */
const types: Readonly<Record<string, number>> = {
  pooling_mode_mean_tokens: 1,
  pooling_mode_cls_token: 2,
  pooling_mode_lasttoken: 3,
  mean: 1,
  cls: 2,
  lasttoken: 3,
};

/** How an embedding model makes one vector of many, where its folder says so. */
export async function poolingKeys(folder: Folder, keys: Keys): Promise<void> {
  if (!folder.has("modules.json")) return;
  const modules: unknown = JSON.parse(await folder.text("modules.json"));
  const pooling = (Array.isArray(modules) ? modules.map(Object) : []).find(({ type }) => /Pooling$/.test(String(type)));
  if (!isObject(pooling)) return;
  const settings = await folder.json(`${String(pooling.path)}/config.json`);
  if (settings === undefined) throw new CheckpointError(`"${String(pooling.path)}/config.json" is missing`);
  const chosen = Object.keys(types).find((name) => settings[name] === true) ?? String(settings.pooling_mode);
  if (!Object.hasOwn(types, chosen)) throw new CheckpointError("only mean, first and last pooling are supported");
  keys.integer(keys.own("pooling_type"), types[chosen]);
}

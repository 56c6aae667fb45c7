import type { Folder } from "./folder.ts";
import type { Keys } from "./keys.ts";

/** The author's sampling (`generation_config.json`), where it is said. */
export async function samplingKeys(folder: Folder, keys: Keys): Promise<void> {
  const settings = (await folder.json("generation_config.json")) ?? {};
  const number = (name: string) => {
    const value = settings[name];
    return typeof value === "number" && Number.isFinite(value) ? value : undefined;
  };
  const count = number("top_k");
  if (count !== undefined && Number.isInteger(count) && count >= 0) {
    keys.set("general.sampling.top_k", { type: "i32", value: count });
  }
  keys.float("general.sampling.top_p", number("top_p"));
  keys.float("general.sampling.min_p", number("min_p"));
  keys.float("general.sampling.temp", number("temperature"));
  keys.float("general.sampling.penalty_repeat", number("repetition_penalty"));
}

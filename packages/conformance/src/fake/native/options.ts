import { isRecord } from "../../check/expect.ts";
import { Fail } from "./fail.ts";

const types: Readonly<Record<string, "integer" | "float32" | "boolean" | "strings">> = {
  ...Object.fromEntries(
    [
      "num_ctx",
      "num_batch",
      "num_gpu",
      "main_gpu",
      "num_thread",
      "draft_num_predict",
      "num_keep",
      "seed",
      "num_predict",
      "top_k",
      "repeat_last_n",
    ].map((name) => [name, "integer"]),
  ),
  ...Object.fromEntries(
    ["top_p", "min_p", "typical_p", "temperature", "repeat_penalty", "presence_penalty", "frequency_penalty"].map(
      (name) => [name, "float32"],
    ),
  ),
  use_mmap: "boolean",
  stop: "strings",
};

/** The options of a request over those of the model; unknown ones are left out. Throws a {@link Fail} with status 500. */
export function checkedOptions(stored: Readonly<Record<string, unknown>>, given: unknown): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const source of [stored, isRecord(given) ? given : {}]) {
    for (const [name, value] of Object.entries(source)) {
      const type = types[name];
      if (type === undefined || value === null) continue;
      result[name] = checked(name, type, value);
    }
  }
  return result;
}

function checked(name: string, type: (typeof types)[string], value: unknown): unknown {
  if (type === "integer" || type === "float32") {
    if (typeof value !== "number") throw new Fail(500, `option "${name}" must be of type ${type}`);
    return type === "integer" ? Math.trunc(value) : value;
  }
  if (type === "boolean") {
    if (typeof value !== "boolean") throw new Fail(500, `option "${name}" must be of type boolean`);
    return value;
  }
  if (!Array.isArray(value)) throw new Fail(500, `option "${name}" must be of type array`);
  if (value.some((item) => typeof item !== "string"))
    throw new Fail(500, `option "${name}" must be of an array of strings`);
  return value;
}

import { ApiError } from "../http/error.ts";
import { type OptionName, type Options, type OptionType, optionTypes } from "./option-types.ts";

/**
 * Merges layers of options, later ones over earlier ones, such as a model's stored parameters and a request's options.
 * `null` counts as not set. Integers lose their fraction, floats become f32. Throws an {@link ApiError} with status 500
 * for a value of a wrong type, whichever layer it is from.
 */
export function resolveOptions(...layers: readonly Readonly<Record<string, unknown>>[]): Options {
  const options: Record<string, unknown> = {};
  for (const layer of layers) {
    for (const [name, value] of Object.entries(layer)) {
      if (!isOptionName(name) || value === null || value === undefined) continue;
      options[name] = convert(name, optionTypes[name], value);
    }
  }
  return options;
}

function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(optionTypes, name);
}

function convert(name: string, type: OptionType, value: unknown): unknown {
  const mismatch = (wanted = `type ${type}`) => new ApiError(500, `option "${name}" must be of ${wanted}`);
  switch (type) {
    case "integer":
      if (typeof value !== "number") throw mismatch();
      // Go leaves open what an int becomes that it cannot hold; here it is the nearest. The sum turns -0 into 0.
      return Math.min(Math.max(Math.trunc(value), -(2 ** 63)), 2 ** 63) + 0;
    case "float32":
      if (typeof value !== "number") throw mismatch();
      return Math.fround(value);
    case "boolean":
      if (typeof value !== "boolean") throw mismatch();
      return value;
    case "array":
      if (!Array.isArray(value)) throw mismatch();
      if (!value.every((element) => typeof element === "string")) throw mismatch("an array of strings");
      return value;
  }
}

import type { ModelKeys } from "./model-keys.ts";

/** What queries at a position are multiplied by, so that attention stays sharp in long texts. */
export type Temperature = (position: number) => number;

/** 1 + scale · ln(1 + ⌊(position + offset) / length⌋), as Llama 4 has it: 1 for the first `length` tokens. */
export function logTemperature(scale: number, length: number, offset = 0): Temperature {
  return (position) => 1 + scale * Math.log(1 + Math.floor((position + offset) / length));
}

/** The temperature of files that have one. */
export function readTemperature(keys: ModelKeys): Temperature | undefined {
  const scale = keys.number("attention.temperature_scale", 0);
  return scale ? logTemperature(scale, keys.integer("attention.temperature_length", 1, 2 ** 30)) : undefined;
}

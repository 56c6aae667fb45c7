export * from "./runner/types.ts";
export type { SamplingOptions } from "./sampling/options.ts";

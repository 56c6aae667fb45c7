import type { GenerateOptions } from "./types.ts";

/** The most likely token each time: nothing is filtered or penalised, no text stops it, and its length is unlimited. */
export const greedyOptions: GenerateOptions = {
  temperature: 0,
  topK: 0,
  topP: 1,
  minP: 0,
  typicalP: 1,
  repeatPenalty: 1,
  repeatLastN: 0,
  presencePenalty: 0,
  frequencyPenalty: 0,
  seed: 0,
  numPredict: -1,
  numKeep: 0,
  stop: [],
  shift: true,
};

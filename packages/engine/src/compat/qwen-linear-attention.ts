import type { Draft } from "./draft.ts";
import { u32 } from "./values.ts";

const dt = /\.ssm_dt$/;

/** Whether the biases of the steps of linear attention have the library's name. */
export function hasLibraryDt(file: Draft): boolean {
  return [...file.tensors.keys()].some((name) => dt.test(name));
}

/** Gives the biases of the steps of linear attention the name that llama.cpp gives them. */
export function renameDt(draft: Draft): void {
  draft.renameAll(dt, ".ssm_dt.bias");
}

/** A count of heads per layer, which is 0 for layers of linear attention, as one for the others. */
export function collapseHeadCountKv(draft: Draft, fallback?: number): void {
  const key = `${draft.architecture}.attention.head_count_kv`;
  const counts = draft.integers(key);
  if (counts === undefined) return;
  const count = counts.reduce((most, heads) => Math.max(most, heads), 0) || fallback;
  if (count !== undefined) draft.set(key, u32(count));
}

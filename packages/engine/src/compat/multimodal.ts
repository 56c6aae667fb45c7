import type { Draft } from "./draft.ts";

const eyes = ["v.", "mm."];

/** Whether the tensors of an image encoder lie in the file of the text model. */
export function hasEyes(file: Draft): boolean {
  return file.hasTensors(...eyes);
}

/** Takes away the tensors of an image encoder and of what leads from it to the text model, and their keys. */
export function hideEyes(draft: Draft): void {
  draft.hide(...eyes);
  dropKeys(draft, "vision", "mm");
}

/** Takes away the tensors of an encoder of sound, and its keys. */
export function hideEars(draft: Draft): void {
  draft.hide("a.");
  dropKeys(draft, "audio");
}

/** Takes away the architecture's keys of these groups. */
function dropKeys(draft: Draft, ...groups: string[]): void {
  const prefixes = groups.map((group) => `${draft.architecture}.${group}.`);
  draft.drop(...[...draft.metadata.keys()].filter((key) => prefixes.some((prefix) => key.startsWith(prefix))));
}

/** Three sections of a rotation over time and place, as four: the last is empty. */
export function padSections(draft: Draft, from: string, to: string): void {
  const sections = draft.integers(from);
  if (sections?.length !== 3) return;
  draft.set(to, { type: "array", elementType: "i32", value: Int32Array.of(...sections, 0) });
}

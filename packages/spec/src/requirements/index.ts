import type { Chapter } from "./chapter.ts";
import { compatibilityChapters } from "./compatibility.ts";
import { nativeChapters } from "./native.ts";
import type { Requirement } from "./requirement.ts";

export type { Chapter, Rule } from "./chapter.ts";
export { type ClientName, clients } from "./clients.ts";
export type { Level, Requirement, Source } from "./requirement.ts";

/** Groups of requirements, in reading order. */
export const chapters = [...nativeChapters, ...compatibilityChapters] as const satisfies readonly Chapter[];

export type ChapterId = (typeof chapters)[number]["id"];
export type RequirementId = (typeof chapters)[number]["requirements"][number]["id"];

/** Every rule of the API that the schemas can't say, by chapter. */
export const requirements: readonly (Requirement & { readonly id: RequirementId })[] = chapters.flatMap(
  (chapter): readonly (Requirement & { readonly id: RequirementId })[] => chapter.requirements,
);

const chapterById = new Map<string, Chapter>(chapters.map((chapter) => [chapter.id, chapter]));

/**
 * Chapter that a requirement stands in.
 * @throws {RangeError} if its id begins with no chapter's
 */
export function chapterOf({ id }: Pick<Requirement, "id">): Chapter {
  const chapter = chapterById.get(id.slice(0, id.indexOf(".")));
  if (chapter === undefined) throw new RangeError(`no chapter has the requirement ${id}`);
  return chapter;
}

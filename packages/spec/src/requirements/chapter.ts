import type { OperationId } from "../operations/index.ts";
import type { Lifetime } from "../since.ts";
import type { Level, Requirement, Source } from "./requirement.ts";

/** A requirement before its chapter gives it an id. */
export interface Rule extends Lifetime {
  readonly level: Level;
  readonly sentence: string;
  readonly sources: readonly Source[];
  /** Operations of this rule alone; absent for those of the chapter. */
  readonly operations?: readonly OperationId[];
  readonly presence?: true;
}

type Extent = Pick<Rule, "operations" | "presence" | "introducedIn" | "removedIn">;

const ruleOf =
  (level: Level) =>
  (sentence: string, sources: readonly Source[], extent: Extent = {}): Rule => ({
    level,
    sentence,
    sources,
    ...extent,
  });

/** A rule without which a known client breaks. */
export const must = ruleOf("MUST");
/** A rule that clients may reasonably expect to hold. */
export const should = ruleOf("SHOULD");
/** A rule that says what Ollama does where either way is right. */
export const may = ruleOf("MAY");

/** Source of what was seen on a running Ollama. */
export const observed = "observed@0.33.0";

/** Requirements about one thing, in the order in which they are printed. */
export interface Chapter<Id extends string = string, Topic extends string = string> {
  /** First part of the ids of its requirements. */
  readonly id: Id;
  readonly title: string;
  /** What it is about, in one line. */
  readonly about: string;
  readonly requirements: readonly (Requirement & { readonly id: `${Id}.${Topic}` })[];
}

/**
 * Makes a chapter of rules by topic; a rule's id is `<chapter>.<topic>`.
 * @param heading its `operations` and `presence` are those of each rule that says nothing of them itself
 */
export function chapter<const Id extends string, Topic extends string>(
  heading: { id: Id; title: string; about: string } & Pick<Rule, "operations" | "presence">,
  rules: Readonly<Record<Topic, Rule>>,
): Chapter<Id, Topic> {
  const { id, title, about, ...shared } = heading;
  const topics = Object.keys(rules) as Topic[];
  return {
    id,
    title,
    about,
    requirements: topics.map((topic) => ({ id: `${id}.${topic}`, ...shared, ...rules[topic] })),
  };
}

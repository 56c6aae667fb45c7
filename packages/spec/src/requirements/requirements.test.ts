import { describe, expect, test } from "bun:test";
import { type Operation, type OperationId, operations } from "../operations/index.ts";
import { compareVersions } from "../version-order.ts";
import { chapterOf, chapters, clients, type Requirement, requirements } from "./index.ts";

const word = "[a-z0-9]+(?:-[a-z0-9]+)*";
const idForm = new RegExp(`^${word}(?:\\.(?:${word}|[0-9]+))+$`);

/** Text of a sentence without what stands between backticks, which may be any text of the wire. */
const prose = (sentence: string) => sentence.replace(/`[^`]*`/g, "x");

function repeated(texts: readonly string[]): string[] {
  return texts.filter((text, i) => texts.indexOf(text) !== i);
}

test("no two requirements share an id", () => {
  expect(repeated(requirements.map(({ id }) => id))).toEqual([]);
});

test("no two requirements say the same of the same operations, except of different clients", () => {
  const said = requirements.map(({ id, sentence, operations: about }: Requirement) => {
    const client = id.startsWith("client-") ? chapterOf({ id }).id : "";
    return `${client}: ${sentence} (${about?.join() ?? "all"})`;
  });
  expect(repeated(said)).toEqual([]);
});

test("chapters have ids, titles and descriptions of their own", () => {
  expect(repeated(chapters.map(({ id }) => id))).toEqual([]);
  expect(repeated(chapters.map(({ title }) => title))).toEqual([]);
  for (const { id, about, requirements: rules } of chapters) {
    expect(id).toMatch(new RegExp(`^${word}$`));
    expect(about).toMatch(/^[^\n]+\.$/);
    expect(rules.length).toBeGreaterThan(0);
  }
});

test("a requirement's chapter is the one that holds it", () => {
  for (const chapter of chapters) {
    for (const requirement of chapter.requirements) expect(chapterOf(requirement).id).toBe(chapter.id);
  }
  expect(() => chapterOf({ id: "nowhere.rule" })).toThrow(RangeError);
  expect(() => chapterOf({ id: "nowhere" })).toThrow(RangeError);
});

test("every operation has a requirement", () => {
  const covered = new Set<string>(requirements.flatMap((requirement: Requirement) => requirement.operations ?? []));
  expect(Object.keys(operations).filter((id) => !covered.has(id))).toEqual([]);
});

describe.each(chapters.map((chapter) => [chapter.id, chapter.requirements] as const))("%s", (_, rules) => {
  const entries: readonly Requirement[] = rules;

  test("has ids of chapter and topic in kebab case", () => {
    expect(entries.map(({ id }) => id).filter((id) => !idForm.test(id))).toEqual([]);
  });

  test("has one sentence each", () => {
    const wrong = entries.filter(
      ({ sentence }) => !/^[^\s][^\n]*\.`?$/.test(sentence) || /[.!?] +[A-Z]/.test(prose(sentence)),
    );
    expect(wrong.map(({ id }) => id)).toEqual([]);
    expect(entries.filter(({ sentence }) => sentence.split("`").length % 2 === 0).map(({ id }) => id)).toEqual([]);
  });

  test("has sources that exist", () => {
    for (const { id, sources } of entries) {
      expect(sources.length, id).toBeGreaterThan(0);
      expect(repeated(sources), id).toEqual([]);
      for (const source of sources) {
        const [kind, detail] = source.split(/[@:]/);
        expect(["handler", "go-types", "docs", "observed", "client"], id).toContain(kind!);
        if (kind === "observed") expect(() => compareVersions(detail!, "0.0.1"), id).not.toThrow();
        if (kind === "client") expect(Object.keys(clients), id).toContain(detail!);
      }
    }
  });

  test("has a client behind each MUST", () => {
    const alone = entries.filter(
      ({ level, sources }) => level === "MUST" && !sources.some((s) => s.startsWith("client:")),
    );
    expect(alone.map(({ id }) => id)).toEqual([]);
  });

  test("is about operations that exist, each once", () => {
    for (const { id, operations: about = [] } of entries) {
      expect(
        about.filter((operation) => operations[operation] === undefined),
        id,
      ).toEqual([]);
      expect(repeated(about), id).toEqual([]);
    }
  });

  test("has lifetimes that begin before they end, and not before an operation of theirs exists", () => {
    for (const { id, introducedIn, removedIn, operations: about = [] } of entries) {
      if (introducedIn !== undefined && removedIn !== undefined) {
        expect(compareVersions(introducedIn, removedIn), id).toBe(-1);
      }
      const births = about
        .flatMap((id: OperationId) => (operations[id] as Operation).introducedIn ?? [])
        .sort(compareVersions);
      const end = removedIn ?? introducedIn;
      if (births[0] !== undefined && end !== undefined)
        expect(compareVersions(births[0], end), id).toBeLessThanOrEqual(0);
    }
  });
});

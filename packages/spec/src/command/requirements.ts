import { chapters, type Level, type Requirement } from "../requirements/index.ts";
import { type Command, json, jsonText, type OptionValues, UsageError } from "./command.ts";
import { paragraph } from "./layout.ts";

const levels: readonly Level[] = ["MUST", "SHOULD", "MAY"];

export const requirements: Command = {
  synopsis: "",
  summary: "List the rules that the schemas can't say.",
  options: {
    chapter: { type: "string", value: "ID", help: "Only those of a chapter." },
    level: { type: "string", value: "LEVEL", help: "Only those of a level: must, should or may." },
    json,
  },
  arity: [0, 0],
  run(_, options) {
    const level = levelOf(options);
    const isWanted = (requirement: Requirement) => level === undefined || requirement.level === level;
    const groups = chaptersOf(options)
      .map(({ id, title, requirements }) => ({ id, title, requirements: requirements.filter(isWanted) }))
      .filter((group) => group.requirements.length > 0);
    if (options.json) return jsonText(groups.flatMap((group) => group.requirements));
    return groups
      .map((group) => `${group.title} (${group.id})\n\n${group.requirements.map(entry).join("\n")}`)
      .join("\n");
  },
};

function entry({ id, level, sentence, sources, introducedIn, removedIn }: Requirement): string {
  const since = introducedIn === undefined ? "" : `; since ${introducedIn}`;
  const until = removedIn === undefined ? "" : `; until ${removedIn}`;
  return `  ${level.padEnd(6)}  ${id}\n${paragraph(sentence, 10)}${paragraph(`[${sources.join(", ")}${since}${until}]`, 10)}`;
}

function chaptersOf({ chapter }: OptionValues) {
  if (chapter === undefined) return chapters;
  const found = chapters.filter(({ id }) => id === chapter);
  if (found.length > 0) return found;
  throw new UsageError(`no chapter is called ${chapter}; there are ${chapters.map(({ id }) => id).join(", ")}`);
}

function levelOf({ level }: OptionValues): Level | undefined {
  if (level === undefined) return undefined;
  const found = levels.find((known) => known === String(level).toUpperCase());
  if (found !== undefined) return found;
  throw new UsageError(`no level is called ${level}; there are must, should and may`);
}

import { compareVersions, existsIn } from "../version-order.ts";
import { type Command, json, jsonText, UsageError } from "./command.ts";
import { table } from "./layout.ts";
import { type Part, parts } from "./lifetimes.ts";

/** A part of the API that one of two versions has. */
export interface Change {
  readonly change: "added" | "removed";
  readonly kind: Part["kind"];
  readonly name: string;
  /** Release that brought the change, reading forward in time. */
  readonly version: string;
}

/** What came or went from one version to another, which may be the older one. */
export function changes(from: string, to: string): Change[] {
  const found = parts().flatMap((part): Change[] => {
    const [before, after] = [existsIn(part, from), existsIn(part, to)];
    if (before === after) return [];
    const change = after ? "added" : "removed";
    // Of a part that exists in one of them alone, the end of its life that lies between them.
    const isStart = after === compareVersions(from, to) < 0;
    const version = isStart ? part.introducedIn : part.removedIn;
    return [{ change, kind: part.kind, name: part.name, version: version ?? "" }];
  });
  const unique = new Map(found.map((change) => [JSON.stringify(change), change]));
  return [...unique.values()].toSorted((a, b) => compareVersions(a.version, b.version));
}

const titles: readonly (readonly [Part["kind"], string])[] = [
  ["operation", "Operations"],
  ["field", "Fields and values"],
  ["requirement", "Requirements"],
];

export const diff: Command = {
  synopsis: "FROM TO",
  summary: "Show what changed between two releases of Ollama.",
  options: { json },
  arity: [2, 2],
  run(positionals, options) {
    const [from, to] = positionals.map(versionOf) as [string, string];
    const all = changes(from, to);
    if (options.json) return jsonText(all);
    if (all.length === 0) return `Nothing known changed between ${from} and ${to}.\n`;
    return titles
      .map(([kind, title]) => [title, all.filter((change) => change.kind === kind)] as const)
      .filter(([, group]) => group.length > 0)
      .map(([title, group]) => `${title}\n${table(group.map(row))}`)
      .join("\n");
  },
};

const row = ({ change, version, name }: Change) => [`  ${change === "added" ? "+" : "-"} ${version}`, name];

function versionOf(text: string): string {
  try {
    compareVersions(text, text);
    return text;
  } catch {
    throw new UsageError(`${JSON.stringify(text)} is not a version such as 0.33.0`);
  }
}

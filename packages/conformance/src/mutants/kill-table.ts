import type { Kill } from "./kill.ts";

/** The mutants that a check found which claims them ÷ all. */
export function score(kills: readonly Kill[]): number {
  return kills.length === 0 ? 1 : kills.filter(({ missed }) => missed.length === 0).length / kills.length;
}

/** What is wrong with the catalogue, a line each; empty if every mutant is found by all that claim it. */
export function complaints(kills: readonly Kill[]): string[] {
  return kills.flatMap(({ mutant, found, missed, errors }) => [
    ...missed.map((id) => `${mutant.id}: ${id} claims it and does not find it`),
    ...errors.map((id) => `${mutant.id}: ${id} ends in an error`),
    ...(missed.length === mutant.killedBy.length && found.length > 0
      ? [`${mutant.id}: found only by ${found.join(", ")}, which do not claim it`]
      : []),
  ]);
}

/** The kill table in Markdown. */
export function killTable(kills: readonly Kill[]): string {
  const rows = kills.map(({ mutant, found, missed }) => {
    const claimed: readonly string[] = mutant.killedBy;
    const killed = mutant.killedBy.map((id) => (missed.includes(id) ? `**missed by** ${code(id)}` : code(id)));
    const others = found.filter((id) => !claimed.includes(id)).map(shortened);
    const also = [...new Set(others)];
    const more = also.length > MOST ? `, ${also.length - MOST} more` : "";
    const cells = [
      code(mutant.id),
      mutant.bug,
      mutant.seenIn ?? "",
      killed.join(", "),
      also.slice(0, MOST).join(", ") + more,
    ];
    return `| ${cells.map(cell).join(" | ")} |`;
  });
  return [
    "# Mutants",
    "",
    "Servers with one bug each, made from the fake server of the suite. Each bug is claimed by checks, and every one of them",
    "must find it. Where a bug was seen in the field, the table says where. The last column names the clients that notice it.",
    "Made by `npm run mutants -- --write`.",
    "",
    `${kills.length} mutants, mutation score ${percent(score(kills))}.`,
    "",
    "| Mutant | Bug | Seen in | Killed by | Also noticed by |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

/** Most checks that the last column names. */
const MOST = 12;

/** A check's id, or the client's name if it is one of a profile. */
function shortened(id: string): string {
  return /^client-([^.]+)\./.exec(id)?.[1] ?? code(id);
}

function code(id: string): string {
  return `\`${id}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

/** A score for people; 100 % only if nothing is missed. */
export function percent(part: number): string {
  return `${Math.floor(100 * part)} %`;
}

import { writeFileSync } from "node:fs";
import { checks } from "../checks/index.ts";
import { profileChecks } from "../profiles/index.ts";
import { mutants } from "./index.ts";
import { killAll, killClaimed } from "./kill.ts";
import { complaints, killTable, percent, score } from "./kill-table.ts";

// Usage: main.ts [--write] [--all] [part of a mutant's id …]
// --write: see also which clients notice each mutant, and write the table to MUTANTS.md; takes minutes.
// --all: run all checks against each mutant, to see which else find it; takes an hour for all.

const words = process.argv.slice(2);
const wanted = words.filter((word) => !word.startsWith("--"));
const write = words.includes("--write");
const others = words.includes("--all") ? checks : write ? profileChecks : [];
const chosen = mutants.filter(({ id }) => wanted.length === 0 || wanted.some((word) => id.includes(word)));
const { signal } = new AbortController();

// The claims are tried as a user's run tries them; for who else finds a bug, one value of each property will do.
const claimed = await killClaimed(chosen, checks, { runs: 20, signal });
const also = others.length === 0 ? [] : await killAll(chosen, others, { runs: 1, signal });
const kills = claimed.map((kill, index) => {
  const { found = [], errors = [] } = also[index] ?? {};
  return { ...kill, found: [...new Set([...kill.found, ...found])], errors: [...new Set([...kill.errors, ...errors])] };
});

const table = killTable(kills);
if (write) {
  writeFileSync(new URL("../../MUTANTS.md", import.meta.url), table);
} else {
  console.log(table);
}
for (const line of complaints(kills)) console.error(line);
console.log(`${kills.length} mutants, mutation score ${percent(score(kills))}`);
process.exitCode = complaints(kills).length === 0 ? 0 : 1;

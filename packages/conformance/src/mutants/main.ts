import { writeFileSync } from "node:fs";
import { checks } from "../checks/index.ts";
import { mutants } from "./index.ts";
import { killAll, killClaimed } from "./kill.ts";
import { complaints, killTable, percent, score } from "./kill-table.ts";

// Usage: main.ts [--write] [part of a mutant's id …]

const words = process.argv.slice(2);
const wanted = words.filter((word) => !word.startsWith("--"));
const chosen = mutants.filter(({ id }) => wanted.length === 0 || wanted.some((word) => id.includes(word)));
const signal = new AbortController().signal;

// The claims are tried as a user's run tries them; for who else finds a bug, few values of each property will do.
const claimed = await killClaimed(chosen, checks, { runs: 20, signal });
const all = await killAll(chosen, checks, { runs: 3, signal });
const kills = claimed.map((kill, index) => {
  const { found, errors } = all[index]!;
  return { ...kill, found: [...new Set([...kill.found, ...found])], errors: [...new Set([...kill.errors, ...errors])] };
});

const table = killTable(kills);
if (words.includes("--write")) {
  writeFileSync(new URL("../../MUTANTS.md", import.meta.url), table);
} else {
  console.log(table);
}
for (const line of complaints(kills)) console.error(line);
console.log(`${kills.length} mutants, mutation score ${percent(score(kills))}`);
process.exitCode = complaints(kills).length === 0 ? 0 : 1;

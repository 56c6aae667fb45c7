import type { Tool } from "@cria/spec";
import type { Decoded } from "../../http/decoded.ts";

type Tools = readonly Decoded<Tool>[];

/** Tools that the models know by these names. */
const builtIn = new Set(["browser.open", "browser.search", "browser.find", "python"]);

/** Tools with names that TypeScript takes, which is what harmony declares them in; no two alike. */
export function harmonyTools(tools: Tools): Tools {
  const names = harmonyNames(tools);
  return tools.map((tool, index) => ({ ...tool, function: { ...tool.function, name: names[index]! } }));
}

/** The client's name of a tool that the model calls; a name that it was not told stays as it is. */
export function clientName(tools: Tools, called: string): string {
  const names = harmonyNames(tools);
  return tools[names.lastIndexOf(called)]?.function.name ?? called;
}

function harmonyNames(tools: Tools): string[] {
  const taken = new Set<string>();
  return tools.map(({ function: { name } }) => {
    if (name === "") return name;
    const given = builtIn.has(name) ? name : unused(identifier(name), taken);
    taken.add(given);
    return given;
  });
}

function identifier(name: string): string {
  const valid = name.replace(/[ .-]/g, "_").replace(/[^\p{L}\p{Nd}_$]/gu, "");
  return valid === "" ? "unnamed" : valid.replace(/^[0-9]/, "_$&");
}

function unused(name: string, taken: ReadonlySet<string>): string {
  let candidate = name;
  for (let count = 2; taken.has(candidate); count++) candidate = `${name}_${count}`;
  return candidate;
}

import type { Body } from "../syntax/nodes.ts";

const found = new WeakMap<Body, ReadonlySet<string>>();

/** Whether any expression of a body mentions a name. */
export function usesName(body: Body, name: string): boolean {
  let names = found.get(body);
  if (names === undefined) {
    const collected = new Set<string>();
    collect(body, collected);
    names = collected;
    found.set(body, names);
  }
  return names.has(name);
}

function collect(node: unknown, names: Set<string>): void {
  if (typeof node !== "object" || node === null) return;
  if ("type" in node && node.type === "name" && "name" in node) names.add(String(node.name));
  for (const part of Object.values(node)) collect(part, names);
}

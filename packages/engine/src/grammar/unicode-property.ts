import type { CodePointRange } from "./utf8-ranges.ts";

const mostKept = 32;
const known = new Map<string, CodePointRange[] | undefined>();

/** The code points with a property as ECMA-262 names it, such as `L` or `Script=Greek`; undefined if there is none. */
export function propertyRanges(name: string): CodePointRange[] | undefined {
  if (known.has(name)) return known.get(name);
  if (known.size >= mostKept) known.clear();
  const ranges = /^[A-Za-z0-9_=]+$/.test(name) ? find(name) : undefined;
  known.set(name, ranges);
  return ranges;
}

function find(name: string): CodePointRange[] | undefined {
  let expression: RegExp;
  try {
    expression = new RegExp(`^\\p{${name}}$`, "u");
  } catch {
    return undefined;
  }
  const ranges: [number, number][] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    if (!expression.test(String.fromCodePoint(code))) continue;
    const last = ranges.at(-1);
    if (last?.[1] === code - 1) last[1] = code;
    else ranges.push([code, code]);
  }
  return ranges;
}

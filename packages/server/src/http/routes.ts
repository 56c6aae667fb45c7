import { type Method, operations } from "@cria/spec";
import { type ServedId, servedIds } from "./served.ts";

/** An operation that a request asks for. */
export interface Match {
  readonly id: ServedId;
  readonly params: Readonly<Record<string, string>>;
}

/** Order in which an `Allow` header lists methods. */
const methodOrder: readonly Method[] = ["HEAD", "GET", "POST", "DELETE"];

interface Route {
  readonly id: ServedId;
  readonly methods: readonly Method[];
  readonly segments: readonly string[];
}

const routes: readonly Route[] = servedIds.map((id) => {
  const { methods, path } = operations[id];
  return { id, methods, segments: path.split("/") };
});

/** Operations whose path has no parameter, by method and path. */
const fixed = new Map<string, Match>();
for (const { id, methods, segments } of routes) {
  if (segments.some((segment) => segment.startsWith(":"))) continue;
  for (const method of methods) fixed.set(`${method} ${segments.join("/")}`, { id, params: {} });
}

/** The operation of a method and a (decoded) path; undefined if there is none. Paths are case-sensitive. */
export function findRoute(method: string, path: string): Match | undefined {
  const known = fixed.get(`${method} ${path}`);
  if (known !== undefined) return known;
  for (const { id, methods, segments } of routes) {
    if (!(methods as readonly string[]).includes(method)) continue;
    const params = matchSegments(segments, path);
    if (params !== undefined) return { id, params };
  }
  return undefined;
}

/** The methods that a path knows, in the order of an `Allow` header. */
export function allowedMethods(path: string): Method[] {
  const known = new Set(
    routes.filter((route) => matchSegments(route.segments, path) !== undefined).flatMap((route) => route.methods),
  );
  return methodOrder.filter((method) => known.has(method));
}

function matchSegments(pattern: readonly string[], path: string): Record<string, string> | undefined {
  const segments = path.split("/");
  if (segments.length !== pattern.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const segment = segments[index]!;
    if (expected.startsWith(":") && segment !== "") params[expected.slice(1)] = segment;
    else if (expected !== segment) return undefined;
  }
  return params;
}

import { type Method, type OperationId, operations } from "@cria/spec";

interface Route {
  readonly id: OperationId;
  readonly methods: readonly Method[];
  readonly segments: readonly string[];
}

const routes: readonly Route[] = (Object.keys(operations) as OperationId[])
  .filter((id) => !("removedIn" in operations[id]))
  .map((id) => ({ id, methods: operations[id].methods, segments: operations[id].path.split("/") }));

export interface Match {
  readonly id: OperationId;
  readonly params: Readonly<Record<string, string>>;
}

/** The operation of a method and a decoded path. */
export function findRoute(method: string, path: string): Match | undefined {
  for (const { id, methods, segments } of routes) {
    if (!(methods as readonly string[]).includes(method)) continue;
    const params = paramsOf(segments, path);
    if (params !== undefined) return { id, params };
  }
  return undefined;
}

/** The methods of a path in the order of an `Allow` header. */
export function allowedMethods(path: string): Method[] {
  const known = routes
    .filter(({ segments }) => paramsOf(segments, path) !== undefined)
    .flatMap((route) => route.methods);
  return (["HEAD", "GET", "POST", "DELETE"] as const).filter((method) => known.includes(method));
}

function paramsOf(pattern: readonly string[], path: string): Record<string, string> | undefined {
  const segments = path.split("/");
  if (segments.length !== pattern.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, wanted] of pattern.entries()) {
    const segment = segments[index]!;
    if (wanted.startsWith(":") && segment !== "") params[wanted.slice(1)] = segment;
    else if (wanted !== segment) return undefined;
  }
  return params;
}

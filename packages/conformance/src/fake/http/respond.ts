import type { IncomingMessage } from "node:http";
import { empty, type FakeAnswer, text } from "../answer.ts";
import type { OperationRequest } from "../request.ts";
import { judgeOrigin } from "./cors.ts";
import { judgeHost } from "./host.ts";
import { allowedMethods, findRoute } from "./routes.ts";

/** Answers what is answered before an operation: redirects, origins, hosts, unknown paths and methods. */
export async function respond(
  incoming: IncomingMessage,
  bytes: Uint8Array,
  operate: (request: OperationRequest) => FakeAnswer | Promise<FakeAnswer>,
): Promise<FakeAnswer> {
  const { method = "GET", url = "/" } = incoming;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) headers[name] = String(value);
  const [raw = "/", query] = url.split("?", 2);
  const path = decoded(raw);
  if (path === undefined) return text(400, "400 Bad Request");
  const suffix = query === undefined ? "" : `?${query}`;
  const clean = cleanPath(path);
  if (clean !== path) return empty(307, { location: encodeURI(clean) + suffix });
  const match = findRoute(method, path);
  if (match === undefined && path.length > 1 && path.endsWith("/") && findRoute(method, path.slice(0, -1))) {
    return empty(method === "GET" ? 301 : 307, { location: encodeURI(path.slice(0, -1)) + suffix });
  }

  const cors = judgeOrigin(method, headers);
  if (cors === "refused") return empty(403);
  const added = cors === "same origin" ? {} : cors;
  if (cors !== "same origin" && method === "OPTIONS") return empty(204, added);
  const host = judgeHost(headers.host ?? "");
  if (host === "foreign") return empty(403);
  if (host === "name" && method === "OPTIONS") return empty(204);
  const answer = await (match === undefined
    ? unknown(path)
    : operate({ method, url, headers, bytes, operation: match.id, params: match.params }));
  return { ...answer, headers: { ...answer.headers, ...added } };
}

function unknown(path: string): FakeAnswer {
  const allowed = allowedMethods(path);
  if (allowed.length === 0) return text(404, "404 page not found", { "content-type": "text/plain" });
  return text(405, "405 method not allowed", { "content-type": "text/plain", allow: allowed.join(", ") });
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** The path without empty, `.` and `..` segments; a trailing slash stays. */
function cleanPath(path: string): string {
  const clean: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") clean.pop();
    else if (segment !== "" && segment !== ".") clean.push(segment);
  }
  return `/${clean.join("/")}${clean.length > 0 && path.endsWith("/") ? "/" : ""}`;
}

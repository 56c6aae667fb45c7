const allowMethods = "GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS";
const allowHeaders = [
  "Authorization",
  "Content-Type",
  "User-Agent",
  "Accept",
  "X-Requested-With",
  "Openai-Beta",
  ...[
    "Arch",
    "Async",
    "Custom-Poll-Interval",
    "Helper-Method",
    "Lang",
    "Os",
    "Package-Version",
    "Poll-Helper",
    "Retry-Count",
    "Runtime",
    "Runtime-Version",
    "Timeout",
  ].map((name) => `X-Stainless-${name}`),
].join(",");
/** Seconds that a browser may remember the answer to a preflight. */
const maxAge = 12 * 60 * 60;

const localOrigins = ["localhost", "127.0.0.1", "0.0.0.0"].flatMap((host) => [
  `http://${host}`,
  `https://${host}`,
  `http://${host}:*`,
  `https://${host}:*`,
]);
const appOrigins = ["app://*", "file://*", "tauri://*", "vscode-webview://*", "vscode-file://*"];

/** What cross-origin rules say of a request. */
export type CorsVerdict =
  /** No other origin is involved. */
  | { readonly kind: "same-origin" }
  /** Go on, and send these headers with the answer. */
  | { readonly kind: "allowed"; readonly headers: Headers }
  /** Answer 204 with these headers. */
  | { readonly kind: "preflight"; readonly headers: Headers }
  /** Answer 403. */
  | { readonly kind: "refused" };

/** Decides by origin. `origins` come before the local ones; `*` in one stands for any text. */
export class CorsPolicy {
  readonly #allowsAll: boolean;
  readonly #origins: readonly string[];

  constructor(origins: readonly string[]) {
    this.#origins = [...origins.map((origin) => origin.toLowerCase()), ...localOrigins, ...appOrigins];
    this.#allowsAll = this.#origins.includes("*");
  }

  judge(request: Request): CorsVerdict {
    const origin = request.headers.get("origin") ?? "";
    const host = request.headers.get("host") ?? "";
    if (origin === "" || origin === `http://${host}` || origin === `https://${host}`) return { kind: "same-origin" };
    if (!this.#allowsAll && !this.#origins.some((allowed) => matches(allowed, origin))) return { kind: "refused" };
    const headers = new Headers({ "access-control-allow-origin": this.#allowsAll ? "*" : origin });
    if (!this.#allowsAll) headers.append("vary", "Origin");
    if (request.method !== "OPTIONS") return { kind: "allowed", headers };
    headers.append("vary", "Access-Control-Request-Method");
    headers.append("vary", "Access-Control-Request-Headers");
    headers.set("access-control-allow-methods", allowMethods);
    headers.set("access-control-allow-headers", allowHeaders);
    headers.set("access-control-max-age", String(maxAge));
    return { kind: "preflight", headers };
  }
}

function matches(allowed: string, origin: string): boolean {
  const star = allowed.indexOf("*");
  if (star < 0) return allowed === origin;
  const head = allowed.slice(0, star);
  const tail = allowed.slice(star + 1);
  return origin.length >= head.length + tail.length && origin.startsWith(head) && origin.endsWith(tail);
}

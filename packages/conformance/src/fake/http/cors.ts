/** Headers that a preflight allows. */
const allowHeaders = [
  ...["Authorization", "Content-Type", "User-Agent", "Accept", "X-Requested-With", "Openai-Beta"],
  ...["Arch", "Async", "Custom-Poll-Interval", "Helper-Method", "Lang", "Os", "Package-Version"].map(stainless),
  ...["Poll-Helper", "Retry-Count", "Runtime", "Runtime-Version", "Timeout"].map(stainless),
].join(",");

/** Origins that may call: pages of this machine, and apps. */
const allowed =
  /^(?:https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::.*)?|(?:app|file|tauri|vscode-webview|vscode-file):\/\/.*)$/;

export type Cors = "same origin" | "refused" | Readonly<Record<string, string>>;

/** What cross-origin rules say: the headers to add, or that the request is refused. */
export function judgeOrigin(method: string, headers: Readonly<Record<string, string>>): Cors {
  const { origin = "", host = "" } = headers;
  if (origin === "" || origin === `http://${host}` || origin === `https://${host}`) return "same origin";
  if (!allowed.test(origin)) return "refused";
  const added = { "access-control-allow-origin": origin, vary: "Origin" };
  if (method !== "OPTIONS") return added;
  return {
    ...added,
    vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
    "access-control-allow-methods": "GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS",
    "access-control-allow-headers": allowHeaders,
    "access-control-max-age": "43200",
  };
}

function stainless(name: string): string {
  return `X-Stainless-${name}`;
}

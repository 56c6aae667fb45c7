const DEFAULT_HOST = "127.0.0.1";
const DEFAULT_PORT = "11434";

/**
 * Base URL (without a trailing slash) of the server that `OLLAMA_HOST` names: `[scheme://]host[:port][/path]`.
 *
 * Without a scheme the port is 11434, with `http://` 80 and with `https://` 443; a bad port falls back to the default
 * one. An address that means "every interface" to a listener (`0.0.0.0`, `::`) is reached over loopback.
 */
export function serverUrl(value: string | undefined): string {
  const text = (value ?? "").trim().replace(/^["']+|["']+$/g, "");
  const schemeEnd = text.indexOf("://");
  let scheme = schemeEnd < 0 ? "http" : text.slice(0, schemeEnd).toLowerCase();
  let rest = schemeEnd < 0 ? text : text.slice(schemeEnd + 3);
  let port = schemeEnd < 0 ? DEFAULT_PORT : scheme === "https" ? "443" : "80";
  if (schemeEnd < 0 && rest === "ollama.com") {
    scheme = "https";
    port = "443";
  }
  const slash = rest.indexOf("/");
  const path = slash < 0 ? "" : rest.slice(slash).replace(/\/+$/, "");
  if (slash >= 0) rest = rest.slice(0, slash);
  const { host, port: given } = splitPort(rest);
  if (given !== undefined && /^\d+$/.test(given) && Number(given) <= 65535) port = String(Number(given));
  return `${scheme}://${reachable(host)}:${port}${path}`;
}

/** Splits `host:port`, `[v6]:port`, and a bare IPv6 address, which has no port. */
function splitPort(text: string): { host: string; port: string | undefined } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  if (bracketed) return { host: bracketed[1] ?? "", port: bracketed[2] };
  const colon = text.lastIndexOf(":");
  if (colon < 0 || text.indexOf(":") !== colon) return { host: text, port: undefined };
  return { host: text.slice(0, colon), port: text.slice(colon + 1) };
}

function reachable(host: string): string {
  if (host === "" || host === "0.0.0.0") return DEFAULT_HOST;
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

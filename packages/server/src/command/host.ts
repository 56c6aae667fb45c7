import { parseHost } from "../environment.ts";

/**
 * Base URL (without a trailing slash) of the server that `OLLAMA_HOST` names: `[scheme://]host[:port][/path]`.
 *
 * Without a scheme the port is 11434, with `http://` 80 and with `https://` 443; a bad port falls back to the default
 * one. An address that means "every interface" to a listener (`0.0.0.0`, `::`) is reached over loopback.
 */
export function serverUrl(value: string | undefined): string {
  let text = (value ?? "").trim().replace(/^["']+|["']+$/g, "");
  if (text === "ollama.com") text = "https://ollama.com";
  const { hostname, port } = parseHost(text);
  const [, scheme = "http", path = ""] = /^(?:([^/]*):\/\/)?[^/]*(.*)$/s.exec(text) ?? [];
  return `${scheme.toLowerCase()}://${reachable(hostname)}:${port}${path.replace(/\/+$/, "")}`;
}

function reachable(hostname: string): string {
  if (hostname === "0.0.0.0") return "127.0.0.1";
  if (hostname === "::") return "[::1]";
  return hostname.includes(":") ? `[${hostname}]` : hostname;
}

import { encodeBase64 } from "./base64.ts";

/** Port of a server when a host names neither scheme nor port. */
export const defaultPort = 11434;

/** Where requests go. */
export interface Host {
  /** Scheme, authority and path, without a slash at the end. */
  readonly base: string;
  /** Value of the Authorization header, if the host had a user name. */
  readonly authorization?: string;
}

/**
 * Reads a host as people write it in `OLLAMA_HOST`: `host`, `host:port`, `:port`, `http(s)://host/path`, an IPv6 address with
 * or without brackets, with spaces or quotes around it. Without a scheme it is http on port 11434; with one, the scheme's own
 * port. Fetch refuses URLs with a user name, so that becomes basic authorization. Throws `TypeError` for anything else.
 */
export function parseHost(host = ""): Host {
  const text = host.trim().replace(/^(["'])(.*)\1$/, "$2");
  const [, scheme = "", rest = ""] = /^([a-z][a-z\d+.-]*:\/\/)?(.*)$/is.exec(text) ?? [];
  if (!scheme && rest === "ollama.com") return { base: "https://ollama.com" };
  const [, user = "", authority = "", path = ""] = /^([^/?#]*@)?([^/?#]*)(.*)$/s.exec(rest) ?? [];
  const named = completeAuthority(authority, scheme === "");
  const url = URL.canParse(`${scheme || "http://"}${user}${named}${path}`)
    ? new URL(`${scheme || "http://"}${user}${named}${path}`)
    : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw new TypeError(`not a host: ${host}`);
  const base = `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, "")}`;
  if (!url.username) return { base };
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { base, authorization: `Basic ${encodeBase64(new TextEncoder().encode(credentials))}` };
}

function completeAuthority(authority: string, addPort: boolean): string {
  if (/^(?:[\da-f]*:){2,}[\da-f.]*$/i.test(authority)) return completeAuthority(`[${authority}]`, addPort);
  const [, name = "", port = ""] = /^(\[.*\]|[^:]*)(:\d*)?$/.exec(authority) ?? [undefined, authority];
  return `${name || "127.0.0.1"}${port || (addPort ? `:${defaultPort}` : "")}`;
}

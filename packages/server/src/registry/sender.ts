import { criaVersion, ollamaVersion } from "../version.ts";
import type { HostPolicy } from "./access/host-policy.ts";
import { RegistryError } from "./registry-error.ts";
import type { Timing } from "./timing.ts";

export interface SentRequest {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer> | undefined;
  readonly signal: AbortSignal;
}

/** Registries ask which version of Ollama's protocol a client speaks, and refuse models to older ones. */
const userAgent = `ollama/${ollamaVersion} (${process.arch === "x64" ? "amd64" : process.arch} ${process.platform}) cria/${criaVersion}`;

const unreachable = ["ENOTFOUND", "ECONNREFUSED"];
/** How codes of failures begin that are no better the next time. */
const lasting = ["EPROTO", "CERT", "SSL", "SELF_SIGNED", "DEPTH_ZERO", "UNABLE_TO", "ERR_TLS"];

/** Sends single requests: no redirect is followed, no body is decoded, and an answer has to begin in time. */
export class Sender {
  readonly policy: HostPolicy;
  readonly timing: Timing;

  constructor(policy: HostPolicy, timing: Timing) {
    this.policy = policy;
    this.timing = timing;
  }

  /** Throws a {@link RegistryError} if there is no answer, or the signal's reason. */
  async send(url: URL, { method, headers, body, signal }: SentRequest): Promise<Response> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), this.timing.answer);
    try {
      return await fetch(url, {
        method,
        headers: { "user-agent": userAgent, "accept-encoding": "identity", ...headers },
        body: body ?? null,
        redirect: "manual",
        decompress: false,
        timeout: false,
        signal: AbortSignal.any([signal, late.signal]),
      } as BunFetchRequestInit);
    } catch (error) {
      signal.throwIfAborted();
      const code = String((error as { code?: unknown }).code);
      const why = late.signal.aborted ? "no answer in time" : (unreached(code, url) ?? reason(error));
      const verb = method[0] + method.slice(1).toLowerCase();
      throw new RegistryError(`${verb} "${url.origin}${url.pathname}": ${why}`, {
        isPassing: !lasting.some((start) => code.startsWith(start)),
        isUnreachable: unreachable.includes(code),
        cause: error,
      });
    } finally {
      clearTimeout(timer);
    }
  }
}

/** What a host that can't be reached is said to be, in the words of Go's programs; undefined for another failure. */
function unreached(code: string, { hostname, port, protocol }: URL): string | undefined {
  if (code === "ENOTFOUND") return `dial tcp: lookup ${hostname}: no such host`;
  const address = `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
  return code === "ECONNREFUSED" ? `dial tcp ${address}: connect: connection refused` : undefined;
}

/** What a connection that failed says. */
export function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code === "ECONNRESET") return "the connection was closed";
  return message ?? String(error);
}

import type { ModelName } from "../store/name.ts";
import { type Hub, isHubHost } from "./hub/hub.ts";

/** Where a model lies: a repository of a registry. */
export interface Endpoint {
  /** Scheme and host. */
  readonly origin: URL;
  /** `namespace/model`. */
  readonly repository: string;
  /** Tag of the model. */
  readonly tag: string;
  /** Whether it may be asked without encryption. */
  readonly insecure: boolean;
}

/** Hosts that are one service under two names. */
const aliases: readonly (readonly string[])[] = [["hf.co", "huggingface.co"]];

/**
 * The endpoint of a name; `insecure` speaks plain HTTP, as in Ollama. Names of the hub lead to its mirror, if there is one.
 * Throws a TypeError for a host that is none.
 */
export function endpointOf({ host, namespace, model, tag }: ModelName, insecure: boolean, hub?: Hub): Endpoint {
  const mirror = isHubHost(host) ? hub?.endpoint : undefined;
  const origin = mirror ?? new URL(`${insecure ? "http" : "https"}://${host}`);
  return { origin, repository: `${namespace}/${model}`, tag, insecure };
}

/** Whether what is secret to one address may be told to another: they have scheme and host in common. */
export function isSameOrigin(a: URL, b: URL): boolean {
  if (a.origin === b.origin) return true;
  return a.protocol === b.protocol && aliases.some((names) => names.includes(a.host) && names.includes(b.host));
}

/**
 * Whether a token service belongs to a registry, so that it may see the user's password: it is on the same host, or both
 * names end in the same two labels, as those of `registry-1.docker.io` and `auth.docker.io` do.
 */
export function isSameSite(registry: URL, service: URL): boolean {
  if (registry.protocol === "https:" && service.protocol !== "https:") return false;
  if (registry.hostname === service.hostname || isSameOrigin(registry, service)) return true;
  const site = ({ hostname }: URL) => /[^.]+\.[a-z][^.]*$/.exec(hostname)?.[0];
  return site(registry) !== undefined && site(registry) === site(service);
}

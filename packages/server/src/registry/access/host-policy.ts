import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { RegistryError } from "../registry-error.ts";
import { type Network, networkOf } from "./networks.ts";

export interface HostPolicyOptions {
  /** Hosts of registries that may be asked, such as `registry.example.com:5000` or `*.example.com`; none: all that are named. */
  readonly registries: readonly string[];
  /** Hosts in private networks that a registry may send us to. */
  readonly redirects: readonly string[];
}

/** How far an address is from everybody. A registry may send us to one that is as near to us as itself, or farther. */
const nearness: Readonly<Record<Network, number>> = { public: 0, private: 1, loopback: 2, "link-local": 3 };

/** Decides which hosts are talked to: names come from users, but addresses of tokens and of storage from registries. */
export class HostPolicy {
  readonly #options: HostPolicyOptions;
  readonly #resolve: (hostname: string) => Promise<readonly string[]>;

  constructor(options: HostPolicyOptions, resolve = addressesOf) {
    this.#options = options;
    this.#resolve = resolve;
  }

  /** Throws a {@link RegistryError} if a registry may not be asked. */
  assertRegistry(url: URL): void {
    const { registries } = this.#options;
    if (registries.length > 0 && !registries.some((pattern) => matches(pattern, url))) {
      throw new RegistryError(`${url.host} is not among the registries that CRIA_REGISTRY_HOSTS allows`);
    }
  }

  /** Throws a {@link RegistryError} if an address that came from a registry leads where it has no business to. */
  async assertRedirect(registry: URL, target: URL): Promise<void> {
    const refuse = (reason: string) => new RegistryError(`${registry.host} sends us to ${target.origin}, ${reason}`);
    if (target.protocol !== "https:" && target.protocol !== "http:") throw refuse("which is no address of the web");
    if (target.protocol === "http:" && registry.protocol === "https:") throw refuse("which is not encrypted");
    if (target.hostname === registry.hostname) return;
    if (this.#options.redirects.some((pattern) => matches(pattern, target))) return;
    const [from, to] = await Promise.all([this.#nearest(registry), this.#nearest(target)]);
    if (nearness[to] <= nearness[from] && to !== "link-local") return;
    throw refuse(`in a ${to} network: CRIA_REDIRECT_HOSTS allows that`);
  }

  async #nearest({ hostname }: URL): Promise<Network> {
    const host = hostname.replace(/^\[|\]$/g, "");
    const addresses = isIP(host) === 0 ? await this.#resolve(host) : [host];
    const found = addresses.map(networkOf).sort((a, b) => nearness[b] - nearness[a]);
    return found[0] ?? "public";
  }
}

/** None for a name that is not known here: a proxy may know it. */
async function addressesOf(hostname: string): Promise<readonly string[]> {
  try {
    return (await lookup(hostname, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}

function matches(pattern: string, { host, hostname }: URL): boolean {
  const wanted = pattern.toLowerCase();
  if (wanted.startsWith("*.")) return [host, hostname].some((name) => name.endsWith(wanted.slice(1)));
  return wanted === host || wanted === hostname;
}

import { randomBytes } from "node:crypto";
import { type Endpoint, isSameSite } from "../endpoint.ts";
import { readLimited } from "../read-limited.ts";
import { RegistryError } from "../registry-error.ts";
import type { Sender } from "../sender.ts";
import { type Challenge, parseChallenges, scopesOf } from "./challenge.ts";
import type { Credentials, DockerConfig } from "./docker-config.ts";
import type { Identity } from "./identity.ts";

/** Base64 of the hex SHA-256 of no bytes, the body of a request for a token. */
const noBody = Buffer.from(Bun.SHA256.hash("", "hex")).toString("base64");
const largestToken = 1 << 20;

export interface AuthorizationParts {
  readonly sender: Sender;
  readonly identity: Identity;
  readonly dockerConfig: Pick<DockerConfig, "get">;
}

/** What requests to one endpoint bring with them to be let in, found out as the registry asks for it. */
export class Authorization {
  readonly #endpoint: Endpoint;
  readonly #parts: AuthorizationParts;
  readonly #scopes = new Set<string>();
  #header: string | undefined;
  #renewal: Promise<void> | undefined;

  constructor(endpoint: Endpoint, parts: AuthorizationParts, token?: string) {
    if (token !== undefined) this.#header = `Bearer ${token}`;
    this.#endpoint = endpoint;
    this.#parts = parts;
  }

  /** The `Authorization` header; undefined before the registry asked for one. */
  get header(): string | undefined {
    return this.#header;
  }

  /**
   * Gets what an answer of 401 asks for, unless another request did so since `used` was sent. Throws a
   * {@link RegistryError} if there is nothing to give.
   */
  async renew(response: Response, used: string | undefined, signal: AbortSignal): Promise<void> {
    if (this.#renewal === undefined && used === this.#header) {
      this.#renewal = this.#answer(response, signal).finally(() => {
        this.#renewal = undefined;
      });
    }
    await this.#renewal;
  }

  async #answer(response: Response, signal: AbortSignal): Promise<void> {
    const challenges = parseChallenges(response.headers.get("www-authenticate") ?? "");
    const credentials = await this.#parts.dockerConfig.get(this.#endpoint.origin.host);
    const bearer = challenges.find(({ scheme }) => scheme === "bearer");
    if (bearer !== undefined) {
      this.#header = `Bearer ${await this.#token(bearer, credentials, signal)}`;
    } else if (credentials !== undefined && challenges.some(({ scheme }) => scheme === "basic")) {
      this.#header = basic(credentials);
    } else throw denied(this.#endpoint);
  }

  async #token(challenge: Challenge, credentials: Credentials | undefined, signal: AbortSignal): Promise<string> {
    const { realm = "", service } = challenge.parameters;
    const url = URL.parse(realm);
    if (url === null) throw new RegistryError(`${this.#endpoint.origin.host} names no token service`);
    for (const scope of scopesOf(challenge)) this.#scopes.add(scope);
    if (service !== undefined) url.searchParams.append("service", service);
    for (const scope of this.#scopes) url.searchParams.append("scope", scope);
    const { sender, identity } = this.#parts;
    await sender.policy.assertRedirect(this.#endpoint.origin, url);
    const headers: Record<string, string> = {};
    // A service of somebody else gets nothing that belongs to the user, and may give tokens to anybody.
    if (isSameSite(this.#endpoint.origin, url)) {
      if (credentials !== undefined) headers.authorization = basic(credentials);
      else {
        url.searchParams.append("ts", String(Math.floor(Date.now() / 1000)));
        url.searchParams.append("nonce", randomBytes(16).toString("base64url"));
        url.searchParams.sort();
        headers.authorization = await identity.sign(`GET,${url.href},${noBody}`);
      }
    }
    const response = await sender.send(url, { method: "GET", headers, signal });
    const text = await readLimited(response, largestToken, signal, sender.timing.stall);
    if (response.status === 401 || response.status === 403) throw denied(this.#endpoint, response.status, text);
    if (!response.ok) {
      throw new RegistryError(`token from ${url.host}: ${response.status}: ${text.slice(0, 500)}`, {
        status: response.status,
        isPassing: response.status >= 500 || response.status === 429,
      });
    }
    return tokenIn(text, url);
  }
}

function tokenIn(text: string, { host }: URL): string {
  try {
    const { token, access_token } = JSON.parse(text) as { token?: unknown; access_token?: unknown };
    const found = token || access_token;
    if (typeof found === "string" && /^[\x21-\x7e]+$/.test(found)) return found;
  } catch {
    // Said below.
  }
  throw new RegistryError(`the token service ${host} gave no token`);
}

function basic({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/** The error of somebody who is not let in. */
export function denied({ origin: { host } }: Endpoint, status = 401, text = ""): RegistryError {
  const reason = text.trim() === "" ? "" : ` (${text.trim().slice(0, 300)})`;
  return new RegistryError(`unauthorized: access denied${reason}; 'cria login ${host}' signs you in`, { status });
}

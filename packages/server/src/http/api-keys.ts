import { createHash, timingSafeEqual } from "node:crypto";

/** The keys that a server takes: as `Authorization: Bearer <key>`, or as Anthropic's clients send them, `x-api-key`. */
export class ApiKeys {
  readonly #digests: readonly Buffer[];

  /** Without a key, every request may pass. */
  constructor(keys: readonly string[]) {
    this.#digests = keys.map(digest);
  }

  /** Whether a request may pass. How long it takes says nothing of the keys. */
  allow({ headers }: Request): boolean {
    if (this.#digests.length === 0) return true;
    const [, bearer] = /^Bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "") ?? [];
    const sent = [bearer, headers.get("x-api-key")?.trim()].filter((key) => key !== undefined).map(digest);
    return sent.some((one) => this.#digests.filter((known) => timingSafeEqual(known, one)).length > 0);
  }
}

const digest = (key: string) => createHash("sha256").update(key).digest();

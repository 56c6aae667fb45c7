import { randomBytes } from "node:crypto";

const magic = Buffer.from("openssh-key-v1\0");
const type = Buffer.from("ssh-ed25519");
const [begin, end] = ["-----BEGIN OPENSSH PRIVATE KEY-----", "-----END OPENSSH PRIVATE KEY-----"];
const block = 8;

/** A public Ed25519 key of 32 bytes as the SSH protocol writes it (RFC 8709). */
export function publicBlob(key: Uint8Array): Buffer {
  return Buffer.concat([string(type), string(key)]);
}

/** A key pair without a passphrase in OpenSSH's format (its PROTOCOL.key), from the 32 bytes of each half. */
export function encodeKey(seed: Uint8Array, key: Uint8Array): string {
  const check = randomBytes(4);
  const pair = Buffer.concat([check, check, publicBlob(key), string(Buffer.concat([seed, key])), string("")]);
  const padding = Buffer.from(Array.from({ length: (block - (pair.length % block)) % block }, (_, i) => i + 1));
  const body = [magic, string("none"), string("none"), string(""), number(1), string(publicBlob(key))];
  const bytes = Buffer.concat([...body, string(Buffer.concat([pair, padding]))]);
  return `${[begin, ...(bytes.toString("base64").match(/.{1,70}/g) ?? []), end].join("\n")}\n`;
}

/** The 32 bytes of the private half. Throws an Error for a key of another kind or with a passphrase. */
export function decodeKey(text: string): Buffer {
  const [, base64] = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]*)-----END/.exec(text) ?? [];
  const bytes = Buffer.from(base64 ?? "", "base64");
  if (!bytes.subarray(0, magic.length).equals(magic)) throw new Error("it is no private key of OpenSSH");
  const outer = new Reader(bytes, magic.length);
  if (outer.string().toString() !== "none") throw new Error("it has a passphrase");
  outer.string();
  outer.string();
  outer.skip(4);
  outer.string();
  const inner = new Reader(outer.string(), 8);
  if (!inner.string().equals(type)) throw new Error("it is no Ed25519 key");
  inner.string();
  const secret = inner.string();
  if (secret.length !== 64) throw new Error("it is damaged");
  return secret.subarray(0, 32);
}

/** Reads what {@link string} and {@link number} write. */
class Reader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  skip(bytes: number): void {
    this.#at += bytes;
  }

  string(): Buffer {
    if (this.#at + 4 > this.#bytes.length) throw new Error("it is damaged");
    const from = this.#at + 4;
    const to = from + this.#bytes.readUInt32BE(this.#at);
    if (to > this.#bytes.length) throw new Error("it is damaged");
    this.#at = to;
    return this.#bytes.subarray(from, to);
  }
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function string(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([number(bytes.length), bytes]);
}

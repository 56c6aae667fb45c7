import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf, isMissing } from "../../store/file-error.ts";
import { RegistryError } from "../registry-error.ts";
import { decodeKey, encodeKey, publicBlob } from "./openssh-key.ts";

/** Bytes before the 32 of an Ed25519 seed in PKCS #8 (RFC 8410). */
const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");

/** The Ed25519 key pair by which Ollama's registry knows a user: `id_ed25519` and `id_ed25519.pub`, as OpenSSH writes them. */
export class Identity {
  readonly #path: string;
  #key: Promise<KeyObject> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** `<public key>:<signature>` of a text, both in base64. Makes the pair if there is none. Throws a {@link RegistryError}. */
  async sign(text: string): Promise<string> {
    this.#key ??= this.#load();
    try {
      const key = await this.#key;
      const signature = sign(null, Buffer.from(text), key);
      return `${publicBlob(publicBytes(key)).toString("base64")}:${signature.toString("base64")}`;
    } catch (error) {
      this.#key = undefined;
      throw new RegistryError(`the key in ${this.#path} can't be used: ${(error as Error).message}`, { cause: error });
    }
  }

  async #load(): Promise<KeyObject> {
    try {
      return keyOf(decodeKey(await readFile(this.#path, "utf8")));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    const { privateKey } = generateKeyPairSync("ed25519");
    const seed = privateKey.export({ format: "der", type: "pkcs8" }).subarray(pkcs8Prefix.length);
    try {
      await mkdir(dirname(this.#path), { recursive: true });
      await writeFile(this.#path, encodeKey(seed, publicBytes(privateKey)), { mode: 0o600, flag: "wx" });
      await writeFile(`${this.#path}.pub`, `ssh-ed25519 ${publicBlob(publicBytes(privateKey)).toString("base64")}\n`);
      await chmod(`${this.#path}.pub`, 0o644);
    } catch (error) {
      // Another program made one at the same time.
      if (codeOf(error) === "EEXIST") return keyOf(decodeKey(await readFile(this.#path, "utf8")));
      throw error;
    }
    return privateKey;
  }
}

function keyOf(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: "der", type: "pkcs8" });
}

/** The 32 bytes of the public key. */
function publicBytes(key: KeyObject): Buffer {
  return createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
}

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { hexOf } from "../../store/digest.ts";
import type { Endpoint } from "../endpoint.ts";

/** Where the upload of one blob to one repository is, kept on disk so that a later push goes on with it. */
export class UploadSession {
  readonly #path: string;

  /** @param folder where sessions are kept */
  constructor(folder: string, { origin, repository }: Endpoint, digest: string) {
    const target = Bun.SHA256.hash(`${origin.origin}/${repository}`, "hex").slice(0, 16);
    this.#path = join(folder, `${hexOf(digest)}-${target}.upload`);
  }

  /** Address of an upload that broke off; undefined if there is none. */
  async load(): Promise<URL | undefined> {
    const text = await readFile(this.#path, "utf8").catch(() => "");
    return text === "" ? undefined : (URL.parse(text) ?? undefined);
  }

  /** Keeps an upload. What can't be kept is begun again some day, no more. */
  async save(location: URL): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true }).catch(() => undefined);
    await writeFile(this.#path, location.href, { mode: 0o600 }).catch(() => undefined);
  }

  async clear(): Promise<void> {
    await rm(this.#path, { force: true }).catch(() => undefined);
  }
}

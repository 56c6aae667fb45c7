import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { FileError } from "../../store/file-error.ts";
import type { Layer } from "../../store/manifest.ts";
import { discard, type RegistryClient } from "../registry-client.ts";
import { RegistryError } from "../registry-error.ts";
import { isPassing, pauseAfter, withRetries } from "../retry.ts";
import type { UploadSession } from "./upload-session.ts";

/** Bytes of a part: what is in memory, and what is sent again after a failure. */
const partSize = 16 * 2 ** 20;

export interface BlobUploadParts {
  readonly client: RegistryClient;
  readonly blob: Layer;
  /** File of the blob. */
  readonly path: string;
  /** Repository of the same registry that may have the blob, as `namespace/model`. */
  readonly mountFrom: string | undefined;
  /** Where an upload that broke off is kept. */
  readonly session: UploadSession;
  readonly signal: AbortSignal;
}

/** An upload that the registry no longer knows. */
class UploadLost extends Error {
  override readonly name = "UploadLost";
}

/** Gives a registry one blob, in parts, unless it has it. Goes on with an upload that broke off if the registry still knows it. */
export class BlobUpload {
  readonly #parts: BlobUploadParts;
  /** MD5 of each part that went to a storage, which wants to have them in the end. */
  readonly #sums: Buffer[] = [];
  #location: URL | undefined;
  #sent = 0;

  constructor(parts: BlobUploadParts) {
    this.#parts = parts;
  }

  /** Bytes that the registry has. */
  get completed(): number {
    return this.#sent;
  }

  /** Throws a {@link RegistryError} or `FileError`, or the signal's reason. */
  async run(): Promise<void> {
    const { path, blob, session, client, signal } = this.#parts;
    if (!(await this.#isThere())) {
      const known = await session.load();
      if (known !== undefined) await this.#resume(known).catch(() => signal.throwIfAborted());
      await using file = await openBlob(path);
      for (let failures = 0; ; ) {
        const before = this.#sent;
        try {
          if (this.#location === undefined && (await this.#begin())) break;
          await this.#sendParts(file);
          await this.#commit();
          break;
        } catch (error) {
          signal.throwIfAborted();
          failures = this.#sent > before ? 1 : failures + 1;
          const isLost = error instanceof UploadLost;
          if ((!isLost && !isPassing(error)) || failures >= client.timing.tries) throw error;
          await delay(pauseAfter(error, failures, client.timing), undefined, { signal });
          await this.#recover(isLost);
        }
      }
      await session.clear();
    }
    this.#sent = blob.size;
  }

  async #isThere(): Promise<boolean> {
    const { client, blob, signal } = this.#parts;
    return withRetries(client.timing, signal, async () => {
      const answer = await client.send(client.url(`blobs/${blob.digest}`), { method: "HEAD", signal });
      const { status } = answer.response;
      if (status === 404) return false;
      if (answer.response.ok) return true;
      throw await client.failure(answer, signal);
    });
  }

  /** Starts an upload; true if the registry found the blob in another repository of its own. */
  async #begin(): Promise<boolean> {
    const { client, blob, mountFrom, signal } = this.#parts;
    const url = client.url("blobs/uploads/");
    if (mountFrom !== undefined) {
      url.searchParams.set("mount", blob.digest);
      url.searchParams.set("from", mountFrom);
    }
    const answer = await client.send(url, { method: "POST", body: new Uint8Array(0), signal });
    const { status } = answer.response;
    if (status === 201) {
      discard(answer.response);
      return true;
    }
    if (status !== 202) throw await client.failure(answer, signal);
    this.#sent = 0;
    this.#sums.length = 0;
    this.#location = await this.#next(answer.response, url);
    return false;
  }

  /** Address of the next request of the upload. */
  async #next(response: Response, base: URL): Promise<URL> {
    discard(response);
    const location = response.headers.get("docker-upload-location") ?? response.headers.get("location");
    if (location === null) throw new RegistryError(`${base.host} gives no address to upload to`);
    return this.#parts.client.locate(location, base);
  }

  async #sendParts(file: FileHandle): Promise<void> {
    const { blob, session } = this.#parts;
    const buffer = new Uint8Array(Math.min(partSize, blob.size));
    while (this.#sent < blob.size) {
      const bytes = buffer.subarray(0, Math.min(partSize, blob.size - this.#sent));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, this.#sent);
      if (bytesRead !== bytes.length) throw new Error(`${blob.digest} is shorter than its manifest says`);
      await this.#sendPart(bytes);
      this.#sent += bytes.length;
      if (this.#sums.length === 0) await session.save(this.#location!);
    }
  }

  async #sendPart(body: Uint8Array<ArrayBuffer>): Promise<void> {
    const { client, signal } = this.#parts;
    const location = this.#location!;
    const headers = {
      "content-type": "application/octet-stream",
      "content-range": `${this.#sent}-${this.#sent + body.length - 1}`,
      "x-redirect-uploads": "1",
    };
    const answer = await client.send(location, { method: "PATCH", headers, body, signal });
    const { response } = answer;
    if (response.status === 307) {
      this.#location = await this.#next(response, location);
      const storage = await client.locate(response.headers.get("location") ?? "", location);
      const stored = await client.send(storage, { method: "PUT", body, signal });
      if (!stored.response.ok) throw await client.failure(stored, signal);
      discard(stored.response);
      this.#sums.push(createHash("md5").update(body).digest());
      return;
    }
    if (response.status === 404 || response.status === 416) {
      discard(response);
      throw new UploadLost("the registry no longer knows the upload");
    }
    if (!response.ok) throw await client.failure(answer, signal);
    this.#location = await this.#next(response, location);
  }

  async #commit(): Promise<void> {
    const { client, blob, signal } = this.#parts;
    const url = new URL(this.#location!);
    url.searchParams.set("digest", blob.digest);
    if (this.#sums.length > 0) {
      const sum = createHash("md5").update(Buffer.concat(this.#sums)).digest("hex");
      url.searchParams.set("etag", `${sum}-${this.#sums.length}`);
    }
    const answer = await client.send(url, { method: "PUT", body: new Uint8Array(0), signal });
    if (answer.response.status === 404) {
      discard(answer.response);
      throw new UploadLost("the registry no longer knows the upload");
    }
    if (!answer.response.ok) throw await client.failure(answer, signal);
    discard(answer.response);
  }

  /** After a failure: goes on where the registry is, or begins again. */
  async #recover(isLost: boolean): Promise<void> {
    // Parts in a storage can't be asked for.
    const location = this.#sums.length === 0 && !(isLost && this.#sent === 0) ? this.#location : undefined;
    this.#location = undefined;
    if (location !== undefined) await this.#resume(location).catch(() => this.#parts.signal.throwIfAborted());
  }

  /** Asks the registry how far an upload is. */
  async #resume(location: URL): Promise<void> {
    const { client, blob, signal } = this.#parts;
    const { response, url } = await client.send(location, { method: "GET", signal });
    const [, last] = /^(?:bytes=)?0-(\d+)$/.exec(response.headers.get("range") ?? "") ?? [];
    if (response.status !== 204 || last === undefined) return discard(response);
    // Registries write the same for no byte as for one.
    const sent = last === "0" ? 0 : Number(last) + 1;
    if (sent > blob.size) return discard(response);
    this.#location = response.headers.has("location") ? await this.#next(response, url) : location;
    this.#sent = sent;
  }
}

async function openBlob(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (error) {
    throw new FileError("open", path, error);
  }
}

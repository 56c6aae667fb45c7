import { posix } from "node:path";
import type { ProgressResponse } from "@cria/spec";
import { createModel } from "../../create/create-model.ts";
import { fullName, type ModelName, shortName } from "../../store/name.ts";
import type { WantedBlob } from "../download/downloads.ts";
import { downloadBlobs } from "../download-blobs.ts";
import type { Endpoint } from "../endpoint.ts";
import type { PullParts } from "../pull.ts";
import { readLimited } from "../read-limited.ts";
import { RegistryClient } from "../registry-client.ts";
import { RegistryError } from "../registry-error.ts";
import { withRetries } from "../retry.ts";
import { chooseSplitModel, type HubFile, type HubModel, parseListing } from "./hub-files.ts";

/** Bytes of a listing and of a text. */
const [largestListing, largestText] = [16 << 20, 1 << 20];

/**
 * Pulls a model whose weights are split into files, and which has no manifest at the hub: its parts by the hub's list of files,
 * put together as `create` does. Gives false, before anything is pulled, if the repository has no such model.
 */
export async function* pullSplitModel(
  parts: PullParts,
  name: ModelName,
  endpoint: Endpoint,
  signal: AbortSignal,
): AsyncGenerator<ProgressResponse, boolean> {
  const hub = new HubRepository(endpoint, parts, signal);
  const files = await hub.list();
  const model = chooseSplitModel(files, name.tag);
  if (model === undefined) return false;
  const blobs = blobsOf(model, hub, name);
  const weights = model.parts.reduce((sum, { size }) => sum + size, 0);
  // The parts stay until the whole is written.
  await using pins = parts.store.pin();
  yield* downloadBlobs(parts, hub.client, blobs, { signal, pins, more: weights });
  yield { status: "verifying sha256 digest" };
  const body = {
    model: shortName(name),
    files: Object.fromEntries(filesOf(model).map(({ path, digest }) => [posix.basename(path), digest!])),
    template: await hub.text(files, "template"),
    system: await hub.text(files, "system"),
    parameters: parametersOf(await hub.text(files, "params")),
  };
  yield* createModel(parts.store, { name, body }, signal);
  return true;
}

function filesOf({ parts, projector }: HubModel): readonly HubFile[] {
  return projector === undefined ? parts : [...parts, projector];
}

function blobsOf(model: HubModel, hub: HubRepository, name: ModelName): WantedBlob[] {
  return filesOf(model).map(({ path, size, digest }) => ({
    digest: digest!,
    size,
    model: fullName(name),
    url: hub.fileUrl(path),
  }));
}

function parametersOf(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new RegistryError("the repository's file params is no JSON object");
}

/** A repository of models on the hub. */
class HubRepository {
  readonly client: RegistryClient;
  readonly #repository: string;
  readonly #origin: URL;
  readonly #signal: AbortSignal;

  constructor(endpoint: Endpoint, parts: PullParts, signal: AbortSignal) {
    // The short name serves as a registry only.
    this.#origin = endpoint.origin.host === "hf.co" ? new URL("https://huggingface.co") : endpoint.origin;
    this.client = new RegistryClient({ ...endpoint, origin: this.#origin }, parts, parts.hub.token);
    this.#repository = endpoint.repository;
    this.#signal = signal;
  }

  fileUrl(path: string): URL {
    const escaped = path.split("/").map(encodeURIComponent).join("/");
    return new URL(`/${this.#repository}/resolve/main/${escaped}`, this.#origin);
  }

  async list(): Promise<HubFile[]> {
    const url = new URL(`/api/models/${this.#repository}/tree/main?recursive=true`, this.#origin);
    const text = await this.#get(url, largestListing);
    try {
      return parseListing(JSON.parse(text));
    } catch (error) {
      throw new RegistryError(`${this.#origin.host} gave no list of files`, { cause: error });
    }
  }

  /** A small file's text; undefined if it is not there. */
  async text(files: readonly HubFile[], path: string): Promise<string | undefined> {
    return files.some((file) => file.path === path) ? this.#get(this.fileUrl(path), largestText) : undefined;
  }

  #get(url: URL, limit: number): Promise<string> {
    const { client } = this;
    return withRetries(client.timing, this.#signal, async () => {
      const answer = await client.send(url, { method: "GET", signal: this.#signal });
      if (answer.response.status !== 200) throw await client.failure(answer, this.#signal);
      return readLimited(answer.response, limit, this.#signal, client.timing.stall);
    });
  }
}

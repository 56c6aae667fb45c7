import { DigestError, isDigest } from "../store/digest.ts";
import { type Manifest, ManifestError, manifestType, parseManifest } from "../store/manifest.ts";
import { readLimited } from "./read-limited.ts";
import type { RegistryClient } from "./registry-client.ts";
import { RegistryError } from "./registry-error.ts";
import { withRetries } from "./retry.ts";

const ociManifest = "application/vnd.oci.image.manifest.v1+json";
const indexes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];
/** Registries refuse to give a manifest of a type that is not named here. */
const accept = [manifestType, ociManifest, ...indexes].join(", ");
/** Bytes; what registries take at most. */
const largestManifest = 4 << 20;

/** A manifest as the registry sent it. */
export interface FetchedManifest {
  readonly text: string;
  readonly manifest: Manifest;
}

/**
 * The manifest of the endpoint's tag; of an index, that of its first entry for this kind of machine. Throws a
 * {@link RegistryError}, `ManifestError` or `DigestError`, or the signal's reason.
 */
export async function fetchManifest(client: RegistryClient, signal: AbortSignal): Promise<FetchedManifest> {
  const text = await fetchText(client, client.endpoint.tag, signal);
  const entries = entriesOf(text);
  if (entries === undefined) return checked(text);
  const digest = choose(entries);
  const chosen = await fetchText(client, digest, signal);
  if (`sha256:${Bun.SHA256.hash(chosen, "hex")}` !== digest) {
    throw new RegistryError(`the manifest ${digest} has another digest`);
  }
  return checked(chosen);
}

function checked(text: string): FetchedManifest {
  const manifest = parseManifest(text);
  if (manifest.layers.length === 0) throw new ManifestError("the manifest names no layers");
  for (const { digest, size } of blobsOf(manifest)) {
    if (!isDigest(digest)) throw new DigestError();
    if (!Number.isSafeInteger(size) || size < 0) throw new ManifestError(`the manifest gives ${digest} no size`);
  }
  return { text, manifest };
}

/** What a manifest names, each blob once: the layers in order, then the config. */
export function blobsOf({ layers, config }: Manifest): { readonly digest: string; readonly size: number }[] {
  const all = [...layers, ...(config.digest === "" ? [] : [config])];
  return [...new Map(all.map((blob) => [blob.digest, blob])).values()];
}

function fetchText(client: RegistryClient, reference: string, signal: AbortSignal): Promise<string> {
  return withRetries(client.timing, signal, async () => {
    const answer = await client.send(client.url(`manifests/${reference}`), {
      method: "GET",
      headers: { accept },
      signal,
    });
    if (answer.response.status !== 200) throw await client.failure(answer, signal);
    return readLimited(answer.response, largestManifest, signal, client.timing.stall);
  });
}

interface Entry {
  readonly digest?: unknown;
  readonly platform?: { readonly os?: unknown; readonly architecture?: unknown };
}

/** The entries of an index; undefined for another text. */
function entriesOf(text: string): readonly Entry[] | undefined {
  try {
    const { manifests, layers } = JSON.parse(text) as { manifests?: unknown; layers?: unknown };
    return Array.isArray(manifests) && layers === undefined ? (manifests as Entry[]) : undefined;
  } catch {
    return undefined;
  }
}

/** Models are the same on every machine; where an index has one per kind, this machine's is taken. */
function choose(entries: readonly Entry[]): string {
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  const usable = entries.filter(({ digest }) => typeof digest === "string" && isDigest(digest));
  const fits = ({ platform }: Entry) => platform?.architecture === architecture && platform.os === "linux";
  const chosen = usable.find(fits) ?? usable.find(({ platform }) => platform?.os !== "unknown") ?? usable[0];
  if (chosen === undefined) throw new ManifestError("the index names no manifest");
  return chosen.digest as string;
}

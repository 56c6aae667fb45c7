import { PullRequest, PushRequest } from "@cria/spec";
import { isRecord } from "../../check/expect.ts";
import { type FakeAnswer, failure, json, ndjson } from "../answer.ts";
import { decode } from "../decode/decode.ts";
import { type ModelName, parseName, shortName } from "../model-name.ts";
import { type FakeModel, type FakeState, hash, layersOf } from "../state.ts";
import { Fail } from "./fail.ts";

interface TransferBody {
  readonly model?: string;
  readonly name?: string;
  readonly stream?: boolean;
}

interface Layer {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** Tells of progress. */
type Tell = (event: object) => void;

export async function pull(text: string, state: FakeState): Promise<FakeAnswer> {
  const body = decode(PullRequest, text) as TransferBody;
  const name = parseName((body.model || body.name || "").trim());
  if (name === undefined) throw new Fail(400, "invalid model name");
  return answered(body, async (tell) => {
    tell({ status: "pulling manifest" });
    const model = state.find(shortName(name));
    if (name.host !== "registry.ollama.ai") await download(name, state, tell);
    else if (model === undefined) throw new Fail(500, "pull model manifest: file does not exist");
    else for (const layer of layersIn(model, state)) tell({ ...about("pulling", layer), completed: layer.size });
    for (const status of ["verifying sha256 digest", "writing manifest", "success"]) tell({ status });
  });
}

export async function push(text: string, state: FakeState): Promise<FakeAnswer> {
  const body = decode(PushRequest, text) as TransferBody;
  const name = body.model || body.name || "";
  if (name === "") throw new Fail(400, "model is required");
  return answered(body, async (tell) => {
    tell({ status: "retrieving manifest" });
    const model = state.find(name);
    if (model === undefined) {
      tell({ status: "couldn't retrieve manifest" });
      throw new Fail(500, `open /models/manifests/${name}: no such file or directory`);
    }
    const base = baseUrl(parseName(name)!);
    for (const layer of layersIn(model, state)) {
      const known = await fetch(`${base}/blobs/${layer.digest}`, { method: "HEAD" });
      if (!known.ok) await fetch(`${base}/blobs/uploads/`, { method: "POST" });
      tell({ ...about("pushing", layer), completed: layer.size });
    }
    for (const status of ["pushing manifest", "success"]) tell({ status });
  });
}

/** Loads a model from a registry over plain HTTP. Throws a {@link Fail}. */
async function download(name: ModelName, state: FakeState, tell: Tell): Promise<void> {
  const response = await fetch(`${baseUrl(name)}/manifests/${name.tag}`);
  if (!response.ok) throw new Fail(500, "pull model manifest: file does not exist");
  const manifest: unknown = await response.json();
  if (!isRecord(manifest) || !Array.isArray(manifest.layers)) throw new Fail(500, "pull model manifest: no layers");
  const layers = [...manifest.layers, manifest.config] as Layer[];
  for (const layer of layers) {
    const bytes = state.blobs.get(layer.digest) ?? (await loaded(name, layer, tell));
    if (`sha256:${hash(bytes)}` !== layer.digest) {
      const got = `want ${layer.digest}, got sha256:${hash(bytes)}`;
      throw new Fail(500, `digest mismatch, file must be downloaded again: ${got}`);
    }
    state.blobs.set(layer.digest, bytes);
    tell({ ...about("pulling", layer), completed: layer.size });
  }
  const template = layers.find(({ mediaType }) => mediaType.endsWith(".template"));
  state.add({
    name: shortName(name),
    weights: layers[0]!.digest,
    template: Buffer.from(state.blobs.get(template?.digest ?? "") ?? "{{ .Prompt }}").toString(),
    pulled: layers.slice(1).map(({ digest }) => digest),
  });
}

async function loaded(name: ModelName, layer: Layer, tell: Tell): Promise<Uint8Array> {
  const { body } = await fetch(`${baseUrl(name)}/blobs/${layer.digest}`);
  const parts: Uint8Array[] = [];
  tell(about("pulling", layer));
  for await (const part of body ?? []) {
    parts.push(part);
    tell({ ...about("pulling", layer), completed: parts.reduce((sum, { length }) => sum + length, 0) });
  }
  return Buffer.concat(parts);
}

function baseUrl({ host, namespace, model }: ModelName): string {
  return `http://${host}/v2/${namespace}/${model}`;
}

/** The blobs of a model as layers. */
function layersIn(model: FakeModel, state: FakeState): Pick<Layer, "digest" | "size">[] {
  const digests = [model.weights, ...layersOf(model).map((layer) => `sha256:${hash(layer)}`), ...model.pulled];
  return [...new Set(digests)].map((digest) => ({ digest, size: state.blobs.get(digest)?.length ?? 0 }));
}

function about(verb: string, { digest, size }: Pick<Layer, "digest" | "size">): object {
  return { status: `${verb} ${digest.slice(7, 19)}`, digest, total: size };
}

/** The events of some work as a stream, or the last of them. */
async function answered({ stream }: TransferBody, work: (tell: Tell) => Promise<void>): Promise<FakeAnswer> {
  const events: object[] = [];
  const plain = { "content-type": "application/json" };
  try {
    await work((event) => void events.push(event));
  } catch (error) {
    if (!(error instanceof Fail)) throw error;
    if (stream === false) return { ...failure(error.status, error.message), headers: plain };
    events.push({ error: error.message });
  }
  return stream === false ? json(200, events.at(-1), plain) : ndjson(events);
}

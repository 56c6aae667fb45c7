import { createHash, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { metadataGguf } from "../gguf/metadata-gguf.ts";

/** Bytes of the weights: enough for their download to be told of. */
const WEIGHTS = 60_000;

/** A download comes in so many pieces, with a pause of so many milliseconds between two. */
const [PIECES, PAUSE] = [5, 45];

const types = {
  manifest: "application/vnd.docker.distribution.manifest.v2+json",
  config: "application/vnd.docker.container.image.v1+json",
  model: "application/vnd.ollama.image.model",
  template: "application/vnd.ollama.image.template",
} as const;

/** A registry on this machine, to pull from and push to. */
export interface Registry extends AsyncDisposable {
  /** Whole name of a model in it: every name that begins with its prefix is there, but for {@link absent}. */
  name(model: string): string;
  /** A model that it does not have. */
  readonly absent: string;
  /** A model whose weights have another hash than their digest. */
  readonly damaged: string;
  /** The digest and size of each layer of its models, the weights first. */
  readonly layers: readonly { readonly digest: string; readonly size: number }[];
  /** Bytes of blobs that were sent. */
  readonly sent: number;
  /** Whether anyone has asked it for anything. */
  readonly asked: boolean;
  /** From now on it has no blob, so that a push sends all of them. */
  forget(): void;
}

/** Starts a registry that speaks the protocol of Ollama's, on loopback and a free port. */
export async function startRegistry(): Promise<Registry> {
  const weights = Buffer.concat([metadataGguf("llama"), Buffer.from(randomUUID()), Buffer.alloc(WEIGHTS)]);
  const config = {
    model_format: "gguf",
    model_family: "llama",
    model_families: ["llama"],
    model_type: "1M",
    file_type: "Q8_0",
  };
  const contents = {
    model: weights,
    template: Buffer.from("{{ .Prompt }}"),
    config: Buffer.from(JSON.stringify({ ...config, architecture: "amd64", os: "linux", rootfs: { type: "layers" } })),
  };
  const blobs = new Map(Object.values(contents).map((bytes) => [digestOf(bytes), bytes]));
  const entry = (kind: keyof typeof contents, digest = digestOf(contents[kind])) => ({
    mediaType: types[kind],
    digest,
    size: contents[kind].length,
  });
  const wrong = digestOf(Buffer.from(randomUUID()));
  const manifest = (model: string) => ({
    schemaVersion: 2,
    mediaType: types.manifest,
    config: entry("config"),
    layers: [model === damaged ? entry("model", wrong) : entry("model"), entry("template")],
  });
  const [absent, damaged] = ["cria-conformance-absent", "cria-conformance-damaged"];
  const state = { sent: 0, asked: false, empty: false };
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    state.asked = true;
    const { method = "GET", url = "/" } = incoming;
    const [path = "/"] = url.split("?");
    const upload = `http://${incoming.headers.host}/uploads/1`;
    for await (const _ of incoming) {
      // What is pushed is not kept.
    }
    const [, kind, last = ""] = /\/(manifests|blobs|uploads)\/([^/]*)$/.exec(path) ?? [];
    const model = path.split("/").at(-3) ?? "";
    if (kind === "uploads") return void outgoing.writeHead(method === "PUT" ? 201 : 202, { location: upload }).end();
    if (method === "PUT") return void outgoing.writeHead(201).end();
    if (kind === "manifests" && model !== absent) {
      return void outgoing.writeHead(200, { "content-type": types.manifest }).end(JSON.stringify(manifest(model)));
    }
    const bytes = last === wrong ? weights : blobs.get(last);
    if (kind !== "blobs" || bytes === undefined || (state.empty && method === "HEAD")) {
      return void outgoing.writeHead(404).end();
    }
    await sendBlob(incoming, outgoing, bytes, (count) => {
      state.sent += count;
    });
  };
  const server = createServer((incoming, outgoing) => {
    // A client that leaves is none of its business.
    answer(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    name: (model) => `${host}/library/${model}`,
    absent,
    damaged,
    layers: [entry("model"), entry("template"), entry("config")],
    get sent() {
      return state.sent;
    },
    get asked() {
      return state.asked;
    },
    forget() {
      state.empty = true;
    },
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Sends a blob or a range of it, piece by piece. Whoever wants a place to load it from is told of the same. */
async function sendBlob(
  { method, url, headers }: IncomingMessage,
  outgoing: ServerResponse,
  bytes: Buffer,
  count: (bytes: number) => void,
): Promise<void> {
  const [, from = "0", to = ""] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? "") ?? [];
  const part = bytes.subarray(Number(from), to === "" ? undefined : Number(to) + 1);
  outgoing.writeHead(headers.range === undefined ? 200 : 206, {
    "content-length": part.length,
    "accept-ranges": "bytes",
    ...(headers.range === undefined ? { location: `http://${headers.host}${url}` } : {}),
    ...(headers.range === undefined
      ? {}
      : { "content-range": `bytes ${from}-${Number(from) + part.length - 1}/${bytes.length}` }),
  });
  if (method === "HEAD") return void outgoing.end();
  const size = Math.ceil(part.length / PIECES) || 1;
  for (let at = 0; at < part.length && !outgoing.destroyed; at += size) {
    const piece = part.subarray(at, at + size);
    outgoing.write(piece);
    count(piece.length);
    if (part.length >= WEIGHTS / PIECES) await delay(PAUSE);
  }
  outgoing.end();
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

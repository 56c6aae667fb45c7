import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GgufContent, type GgufTensorSource, writeGguf } from "@cria/engine";
import { readEnvironment } from "../environment.ts";
import type { Handlers, ServerContext } from "../http/context.ts";
import { type RunningServer, startServer } from "../http/server.ts";
import { Registries } from "../registry/registries.ts";
import type { Timing } from "../registry/timing.ts";
import { Store } from "../store/store.ts";
import { ollamaVersion } from "../version.ts";
import { blobExists, blobUpload } from "./blobs.ts";
import { copy } from "./copy.ts";
import { create } from "./create.ts";
import { deleteModel } from "./delete.ts";
import { list } from "./list.ts";
import { pull } from "./pull.ts";
import { push } from "./push.ts";
import { root } from "./root.ts";
import { show } from "./show.ts";
import { version } from "./version.ts";

/** A server for tests of endpoints that run no model, over a store of its own. Disposing ends and removes both. */
export class TestServer implements AsyncDisposable {
  readonly folder: string;
  readonly store: Store;
  readonly #server: RunningServer;

  private constructor(folder: string, store: Store, server: RunningServer) {
    this.folder = folder;
    this.store = store;
    this.#server = server;
  }

  static async start(variables: Record<string, string> = {}, timing?: Timing): Promise<TestServer> {
    const folder = await mkdtemp(join(tmpdir(), "cria-api-"));
    const defaults = { OLLAMA_HOST: "127.0.0.1:0", OLLAMA_MODELS: join(folder, "models") };
    const environment = readEnvironment({ ...defaults, ...variables }, folder);
    const { models, cacheDir, noPrune } = environment;
    const store = await Store.open({ root: models, cacheDir, noPrune });
    const blobs = { blobExists, blobUpload };
    const handlers = { root, version, list, show, create, copy, delete: deleteModel, pull, push, ...blobs };
    const registries = new Registries(store, environment, timing);
    const context = { environment, store, registries, version: ollamaVersion } as ServerContext;
    return new TestServer(folder, store, startServer(context, handlers as unknown as Handlers));
  }

  get url(): string {
    return this.#server.url;
  }

  /** Sends a request; an object other than bytes and streams becomes a JSON body. */
  send(method: string, path: string, body?: unknown, init: RequestInit = {}): Promise<Response> {
    const isBytes = body instanceof Uint8Array || body instanceof ReadableStream || typeof body === "string";
    const sent = isBytes ? (body as Uint8Array<ArrayBuffer>) : body === undefined ? null : JSON.stringify(body);
    return fetch(this.url + path, { method, body: sent, ...init });
  }

  /** Stores bytes as a blob and gives its digest. */
  async upload(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    const digest = `sha256:${Bun.SHA256.hash(bytes, "hex")}`;
    const response = await this.send("POST", `/api/blobs/${digest}`, bytes);
    if (!response.ok) throw new Error(await response.text());
    return digest;
  }

  /** Creates a model and gives the status lines; throws if it fails. */
  async create(request: Record<string, unknown>): Promise<string[]> {
    const text = await (await this.send("POST", "/api/create", request)).text();
    const lines: { status?: string; error?: string }[] = text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
    const failed = lines.find((line) => line.error !== undefined);
    if (failed !== undefined) throw new Error(failed.error);
    return lines.map((line) => line.status ?? "");
  }

  /** The bytes of a GGUF file. */
  async gguf(content: GgufContent): Promise<Uint8Array<ArrayBuffer>> {
    const path = join(this.folder, "made.gguf");
    await writeGguf(path, content);
    return Bun.file(path).bytes();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A small model of zeros, which would run. */
export function tinyModel(metadata: GgufContent["metadata"] = {}): GgufContent {
  const extra = metadata instanceof Map ? Object.fromEntries(metadata) : metadata;
  const matrix = (name: string, columns: number, rows: number): GgufTensorSource => ({
    name: `${name}.weight`,
    dims: [columns, rows],
    type: "F16",
    data: new Uint8Array(2 * columns * rows),
  });
  const norm = (name: string): GgufTensorSource => ({
    name: `${name}.weight`,
    dims: [64],
    type: "F32",
    data: new Uint8Array(4 * 64),
  });
  return {
    metadata: {
      "general.architecture": { type: "string", value: "llama" },
      "general.name": { type: "string", value: "Tiny" },
      "general.file_type": { type: "u32", value: 1 },
      "llama.context_length": { type: "u32", value: 512 },
      "llama.embedding_length": { type: "u32", value: 64 },
      "llama.block_count": { type: "u32", value: 1 },
      "llama.feed_forward_length": { type: "u32", value: 32 },
      "llama.attention.head_count": { type: "u32", value: 2 },
      "llama.attention.head_count_kv": { type: "u32", value: 1 },
      "llama.attention.layer_norm_rms_epsilon": { type: "f32", value: 1e-5 },
      "llama.rope.freq_base": { type: "f32", value: 0.1 },
      "tokenizer.ggml.model": { type: "string", value: "llama" },
      "tokenizer.ggml.tokens": { type: "array", elementType: "string", value: ["a", "<b>"] },
      ...extra,
    },
    tensors: [
      matrix("token_embd", 64, 32),
      norm("output_norm"),
      norm("blk.0.attn_norm"),
      matrix("blk.0.attn_q", 64, 64),
      matrix("blk.0.attn_k", 64, 32),
      matrix("blk.0.attn_v", 64, 32),
      matrix("blk.0.attn_output", 64, 64),
      norm("blk.0.ffn_norm"),
      matrix("blk.0.ffn_gate", 64, 32),
      matrix("blk.0.ffn_up", 64, 32),
      matrix("blk.0.ffn_down", 32, 64),
    ],
  };
}

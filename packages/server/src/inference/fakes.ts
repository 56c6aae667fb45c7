import type { Gguf, GgufValue } from "@cria/engine";
import type { OperationId } from "@cria/spec";
import { type Operation, operations } from "@cria/spec";
import { readEnvironment } from "../environment.ts";
import type { Handler, ServerContext } from "../http/context.ts";
import { decodeBytes } from "../http/decode.ts";
import { errorResponse } from "../http/error.ts";
import { type FakeRunnerOptions, FakeRunners } from "../scheduler/fake-runner.ts";
import { Scheduler } from "../scheduler/scheduler.ts";
import { fixedMemory } from "../scheduler/set-up.ts";
import { VirtualClock } from "../scheduler/virtual-clock.ts";
import type { StoredModel } from "../store/model.ts";
import { equalNames, parseName } from "../store/name.ts";
import { ModelNotFoundError, type Store } from "../store/store.ts";
import { chooseTemplate } from "../store/template-choice.ts";

const strings = (...values: string[]): GgufValue => ({
  type: "array",
  elementType: "string",
  // Only length and at() are read.
  value: { length: values.length, at: (index: number) => values[index]! } as never,
});

/** Header of weights with this chat template. */
export function fakeGguf(chatTemplate?: string): Gguf {
  const metadata = new Map<string, GgufValue>([
    ["tokenizer.ggml.tokens", strings("<unk>", "<s>", "</s>")],
    ["tokenizer.ggml.bos_token_id", { type: "u32", value: 1 }],
    ["tokenizer.ggml.eos_token_id", { type: "u32", value: 2 }],
  ]);
  if (chatTemplate !== undefined) metadata.set("tokenizer.chat_template", { type: "string", value: chatTemplate });
  return { version: 3, metadata, tensors: new Map(), dataOffset: 0, fileSize: 0 };
}

export interface FakeModelOptions extends Partial<Omit<StoredModel, "name">> {
  readonly can?: Awaited<ReturnType<StoredModel["capabilities"]>>;
  readonly chatTemplate?: string;
}

/** A stored model without files. */
export function fakeModel(
  name: string,
  { can = ["completion"], chatTemplate, ...rest }: FakeModelOptions = {},
): StoredModel {
  const model: Partial<StoredModel> = {
    name: parseName(name)!,
    digest: Bun.hash(name).toString(16),
    size: 1,
    modifiedAt: new Date(0),
    config: {
      model_format: "gguf",
      model_family: "llama",
      model_families: ["llama"],
      model_type: "1B",
      file_type: "F32",
    },
    modelPath: `/blobs/${name}`,
    modelDigest: `sha256:${Bun.hash(name).toString(16).padStart(64, "0")}`,
    parentModel: "/parent",
    template: undefined,
    system: undefined,
    parameters: {},
    messages: [],
    licenses: [],
    projectors: [],
    adapters: [],
    gguf: async () => fakeGguf(chatTemplate),
    capabilities: async () => can,
    listed: async () => ({ details: model.details!(), capabilities: can, isFinal: true }),
    templateInUse: async () => chooseTemplate(rest.template, chatTemplate, undefined),
    details: () => ({
      parent_model: "/parent",
      format: "gguf",
      family: "llama",
      families: ["llama"],
      parameter_size: "1B",
      quantization_level: "F32",
    }),
    ...rest,
  };
  return model as StoredModel;
}

/** A server's inside with fake models and runners, and a way to call its handlers. */
export class FakeServer {
  readonly clock = new VirtualClock(Date.UTC(2026, 0, 1));
  readonly runners: FakeRunners;
  readonly context: ServerContext;

  constructor(models: readonly StoredModel[], runner: FakeRunnerOptions = {}, variables: Record<string, string> = {}) {
    this.runners = new FakeRunners(runner);
    const environment = readEnvironment({ OLLAMA_CONTEXT_LENGTH: "256", ...variables }, "/home/nobody");
    const store: Pick<Store, "resolve" | "list"> = {
      async resolve(name) {
        const model = models.find((candidate) => equalNames(candidate.name, name));
        if (model === undefined) throw new ModelNotFoundError(name);
        return model;
      },
      list: async () => [...models],
    };
    this.context = {
      environment,
      store: store as Store,
      scheduler: new Scheduler({
        maxLoadedModels: 3,
        maxQueue: environment.maxQueue,
        keepAlive: environment.keepAlive,
        loadTimeout: 0,
        startRunner: this.runners.start,
        memory: fixedMemory(Infinity),
        clock: this.clock,
      }),
      version: "0.0.0",
    };
  }

  /** Calls a handler with a body as JSON; what it throws becomes the answer that clients get. */
  async call<Id extends OperationId>(
    id: Id,
    handler: Handler<Id>,
    body?: unknown,
    signal?: AbortSignal,
  ): Promise<Response> {
    const operation: Operation = operations[id];
    try {
      return await handler({
        body: operation.request && decodeBytes(operation.request, new TextEncoder().encode(JSON.stringify(body))),
        params: {},
        request: new Request("http://localhost/"),
        signal: signal ?? new AbortController().signal,
        context: this.context,
      } as Parameters<Handler<Id>>[0]);
    } catch (error) {
      return errorResponse(error, operation.protocol);
    }
  }
}

/** The objects of an NDJSON answer. */
export async function readLines(response: Response): Promise<Record<string, unknown>[]> {
  const text = await response.text();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

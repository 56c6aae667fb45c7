import { describe, expectTypeOf, test } from "bun:test";
import type {
  ChatChunk,
  ChatFinal,
  ChunkOf,
  DoneReason,
  FinalOf,
  GenerateChunk,
  GenerateFinal,
  InputMessage,
  InputTool,
  Message,
  Metrics,
  ModelOptions,
  OperationId,
  ProgressFinal,
  ProgressResponse,
  RequestOf,
  ResponseOf,
  Tool,
} from "../index.ts";
import type { nativeOperations } from "./native.ts";

type NativeId = keyof typeof nativeOperations;

/** What a test says of an operation's types; a missing operation does not compile. */
const tests: Record<NativeId, () => void> = {
  root: () => {
    expectTypeOf<RequestOf<"root">>().toBeUndefined();
    expectTypeOf<ResponseOf<"root">>().toBeUndefined();
  },
  version: () => expectTypeOf<ResponseOf<"version">>().toEqualTypeOf<{ version: string }>(),
  status: () => {
    expectTypeOf<ResponseOf<"status">["cloud"]["source"]>().toEqualTypeOf<"none" | "env" | "config" | "both">();
  },
  list: () => {
    type Listed = ResponseOf<"list">["models"][number];
    expectTypeOf<Listed["modified_at"]>().toBeString();
    expectTypeOf<Listed["details"]["families"]>().toEqualTypeOf<string[] | null>();
    expectTypeOf<ChunkOf<"list">>().toBeUndefined();
  },
  ps: () => {
    expectTypeOf<ResponseOf<"ps">["models"][number]["expires_at"]>().toBeString();
    expectTypeOf<ResponseOf<"ps">["models"][number]["size_vram"]>().toBeNumber();
  },
  show: () => {
    expectTypeOf<RequestOf<"show">["model"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<ResponseOf<"show">["model_info"]>().toEqualTypeOf<Record<string, unknown>>();
    expectTypeOf<ResponseOf<"show">["messages"]>().toEqualTypeOf<Message[] | undefined>();
  },
  generate: () => {
    expectTypeOf<RequestOf<"generate">["model"]>().toBeString();
    expectTypeOf<RequestOf<"generate">["options"]>().toEqualTypeOf<ModelOptions | undefined>();
    expectTypeOf<ResponseOf<"generate">>().toEqualTypeOf<GenerateChunk | GenerateFinal>();
    expectTypeOf<ChunkOf<"generate">>().toEqualTypeOf<GenerateChunk>();
    expectTypeOf<FinalOf<"generate">>().toEqualTypeOf<GenerateFinal>();
    expectTypeOf<GenerateFinal["context"]>().toEqualTypeOf<number[] | undefined>();
    expectTypeOf<GenerateChunk>().not.toHaveProperty("context");
  },
  chat: () => {
    expectTypeOf<RequestOf<"chat">["messages"]>().toEqualTypeOf<InputMessage[] | undefined>();
    expectTypeOf<RequestOf<"chat">["think"]>().toEqualTypeOf<boolean | "low" | "medium" | "high" | "max" | undefined>();
    expectTypeOf<RequestOf<"chat">["keep_alive"]>().toEqualTypeOf<number | string | undefined>();
    expectTypeOf<ResponseOf<"chat">>().toEqualTypeOf<ChatChunk | ChatFinal>();
    expectTypeOf<ChunkOf<"chat">>().toEqualTypeOf<ChatChunk>();
    expectTypeOf<FinalOf<"chat">>().toEqualTypeOf<ChatFinal>();
    expectTypeOf<FinalOf<"chat">>().toExtend<Metrics>();
  },
  embed: () => {
    expectTypeOf<RequestOf<"embed">["input"]>().toEqualTypeOf<string | string[] | undefined>();
    expectTypeOf<ResponseOf<"embed">["embeddings"]>().toEqualTypeOf<number[][]>();
  },
  embeddings: () => {
    expectTypeOf<RequestOf<"embeddings">["prompt"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<ResponseOf<"embeddings">>().toEqualTypeOf<{ embedding: number[] | null }>();
  },
  create: () => {
    expectTypeOf<RequestOf<"create">["files"]>().toEqualTypeOf<Record<string, string> | undefined>();
    expectTypeOf<RequestOf<"create">["license"]>().toEqualTypeOf<string | string[] | undefined>();
    expectTypeOf<ResponseOf<"create">>().toEqualTypeOf<ProgressFinal>();
  },
  pull: () => {
    expectTypeOf<RequestOf<"pull">["insecure"]>().toEqualTypeOf<boolean | undefined>();
    expectTypeOf<ChunkOf<"pull">>().toEqualTypeOf<ProgressResponse>();
    expectTypeOf<FinalOf<"pull">["status"]>().toEqualTypeOf<"success">();
  },
  push: () => {
    expectTypeOf<RequestOf<"push">["model"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<ChunkOf<"push">["completed"]>().toEqualTypeOf<number | undefined>();
  },
  blobExists: () => expectTypeOf<ResponseOf<"blobExists">>().toBeUndefined(),
  blobUpload: () => {
    expectTypeOf<RequestOf<"blobUpload">>().toBeUndefined();
    expectTypeOf<ResponseOf<"blobUpload">>().toBeUndefined();
  },
  copy: () => {
    expectTypeOf<RequestOf<"copy">>().toEqualTypeOf<{ source: string; destination: string }>();
    expectTypeOf<ResponseOf<"copy">>().toBeUndefined();
  },
  delete: () => {
    expectTypeOf<RequestOf<"delete">>().toEqualTypeOf<{ model?: string; name?: string }>();
  },
  me: () => {
    expectTypeOf<RequestOf<"me">>().toBeUndefined();
    expectTypeOf<ResponseOf<"me">["plan"]>().toEqualTypeOf<string | undefined>();
  },
  signout: () => expectTypeOf<ResponseOf<"signout">>().toBeNull(),
  deleteUserKey: () => expectTypeOf<ResponseOf<"deleteUserKey">>().toBeNull(),
  webSearch: () => {
    expectTypeOf<RequestOf<"webSearch">>().toEqualTypeOf<{ query: string; max_results?: number }>();
    expectTypeOf<ResponseOf<"webSearch">["results"][number]["url"]>().toBeString();
  },
  webFetch: () => {
    expectTypeOf<RequestOf<"webFetch">>().toEqualTypeOf<{ url: string }>();
    expectTypeOf<ResponseOf<"webFetch">["links"]>().toEqualTypeOf<string[] | undefined>();
  },
  modelRecommendations: () => {
    expectTypeOf<ResponseOf<"modelRecommendations">["recommendations"][number]["vram_bytes"]>().toEqualTypeOf<
      number | undefined
    >();
  },
};

describe("types of each native operation", () => {
  test.each(Object.entries(tests))("%s", (_, check) => check());
});

test("done tells a chunk from a final frame", () => {
  const narrow = (frame: ResponseOf<"chat">) => {
    if (frame.done) expectTypeOf(frame.done_reason).toEqualTypeOf<DoneReason | undefined>();
    else expectTypeOf(frame).toEqualTypeOf<ChatChunk>();
  };
  const narrowGenerate = (frame: ResponseOf<"generate">) => {
    if (frame.done) expectTypeOf(frame.tool_calls).toEqualTypeOf<Message["tool_calls"]>();
    else expectTypeOf(frame).toEqualTypeOf<GenerateChunk>();
  };
  expectTypeOf(narrow).toBeFunction();
  expectTypeOf(narrowGenerate).toBeFunction();
});

test("what was got can be sent back, and what is written whole is taken", () => {
  expectTypeOf<Message>().toExtend<InputMessage>();
  expectTypeOf<Tool>().toExtend<InputTool>();
});

test("no type of an operation is any", () => {
  expectTypeOf<RequestOf<OperationId>>().not.toBeAny();
  expectTypeOf<ResponseOf<OperationId>>().not.toBeAny();
  expectTypeOf<ChunkOf<OperationId>>().not.toBeAny();
  expectTypeOf<FinalOf<OperationId>>().not.toBeAny();
});

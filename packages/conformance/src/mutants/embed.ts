import { isRecord } from "../check/expect.ts";
import { failure, text } from "../fake/answer.ts";
import { without } from "./changes.ts";
import { fieldsOf } from "./inference.ts";
import type { Mutant } from "./mutant.ts";
import { on, onBody, onObject } from "./operations.ts";

type Vectors = readonly (readonly number[])[];

/** Changes the vectors of an answer. */
const onVectors = (change: (vectors: Vectors) => unknown) =>
  onObject("embed", (value) =>
    Array.isArray(value.embeddings) && value.embeddings.length > 0
      ? { ...value, embeddings: change(value.embeddings as Vectors) }
      : value,
  );

const onInput = (change: (input: unknown) => unknown) =>
  onBody((fields) => ("input" in fields ? { ...fields, input: change(fields.input) } : fields), "embed");

/** Refuses requests for embeddings. */
const refusing = (refused: (fields: Readonly<Record<string, unknown>>) => boolean) =>
  on("embed", (answer, request) => (refused(fieldsOf(request)) ? failure(400, "bad request") : answer));

const words = (input: unknown) =>
  (Array.isArray(input) ? input : [input]).map((item) => String(item).split(/\s+/).length);

/** Mutants of embeddings. */
export const embed: readonly Mutant[] = [
  {
    id: "embed-404",
    bug: "`/api/embed` is missing.",
    seenIn: "paiml/aprender#2396",
    killedBy: ["embed.present"],
    answer: on("embed", () => text(404, "404 page not found")),
  },
  {
    id: "embeddings-404",
    bug: "`/api/embeddings` is missing.",
    seenIn: "paiml/aprender#2396",
    killedBy: ["embeddings.present"],
    answer: on("embeddings", () => text(404, "404 page not found")),
  },
  {
    id: "vectors-flattened",
    bug: "The vectors of several texts are one long vector.",
    seenIn: "QuantumNous/new-api#1319",
    killedBy: ["embed.embeddings.two-dimensional", "embed.embeddings.count", "embed.input.array"],
    answer: onVectors((vectors) => vectors.flat()),
  },
  {
    id: "embedding-as-before",
    bug: "`/api/embed` answers with `embedding`, as the older endpoint does.",
    seenIn: "cocoindex-io/cocoindex#1226",
    killedBy: ["embed.embeddings.two-dimensional", "embed.no-embedding-field"],
    answer: onObject("embed", ({ embeddings, ...rest }) => ({
      ...rest,
      embedding: Array.isArray(embeddings) ? embeddings[0] : [],
    })),
  },
  {
    id: "embed-like-openai",
    bug: "`/api/embed` answers in OpenAI's form.",
    killedBy: ["embed.embeddings.two-dimensional"],
    answer: onObject("embed", ({ embeddings }) => ({
      object: "list",
      data: (Array.isArray(embeddings) ? embeddings : []).map((embedding, index) => ({ index, embedding })),
    })),
  },
  {
    id: "first-text-alone",
    bug: "Of several texts only the first is embedded.",
    killedBy: ["embed.embeddings.count", "embed.input.array", "embed.embeddings.batch-equals-single"],
    request: onInput((input) => (Array.isArray(input) ? input.slice(0, 1) : input)),
  },
  {
    id: "vectors-backwards",
    bug: "Vectors come in the order in which they were done.",
    killedBy: ["embed.embeddings.order", "embed.embeddings.batch-equals-single"],
    answer: onVectors((vectors) => vectors.toReversed()),
  },
  {
    id: "texts-joined",
    bug: "Texts of one batch get a vector in common.",
    killedBy: ["embed.embeddings.batch-equals-single"],
    answer: onVectors((vectors) => vectors.map(() => vectors[0])),
  },
  {
    id: "equal-texts-once",
    bug: "Equal texts are embedded once, and have one vector.",
    killedBy: ["embed.embeddings.count"],
    request: onInput((input) => (Array.isArray(input) ? [...new Set(input)] : input)),
  },
  {
    id: "vectors-of-tokens",
    bug: "Longer texts have longer vectors.",
    killedBy: ["embed.embeddings.same-length"],
    answer: onVectors((vectors) => vectors.map((vector, i) => [...vector, ...Array<number>(i).fill(0)])),
  },
  {
    id: "vectors-not-normalised",
    bug: "Vectors have not the length 1.",
    killedBy: ["embed.embeddings.normalised"],
    answer: onVectors((vectors) => vectors.map((vector) => vector.map((number) => number * 3))),
  },
  {
    id: "vectors-with-null",
    bug: "Not a number is `null` in a vector.",
    killedBy: ["embed.embeddings.finite", "embed.embeddings.two-dimensional"],
    answer: onVectors((vectors) => vectors.map((vector) => [null, ...vector.slice(1)])),
  },
  {
    id: "vectors-as-base64",
    bug: "Vectors are base64, as OpenAI's SDK asks for.",
    killedBy: ["embed.embeddings.two-dimensional"],
    answer: onVectors((vectors) =>
      vectors.map((vector) => Buffer.from(Float32Array.from(vector).buffer).toString("base64")),
    ),
  },
  {
    id: "vectors-noisy",
    bug: "The same text has another vector each time.",
    killedBy: ["embed.embeddings.repeatable", "embed.embeddings.batch-equals-single"],
    answer: onVectors((vectors) =>
      vectors.map((vector) => vector.map((number, i) => number * Math.cos(i * performance.now()))),
    ),
  },
  {
    id: "input-text-refused",
    bug: "`input` must be an array.",
    killedBy: ["embed.input.string", "embed.present"],
    answer: refusing(({ input }) => typeof input === "string"),
  },
  {
    id: "input-array-refused",
    bug: "`input` must be a string.",
    killedBy: ["embed.input.array"],
    answer: refusing(({ input }) => Array.isArray(input)),
  },
  {
    id: "empty-text-dropped",
    bug: "Empty texts are left out.",
    killedBy: ["embed.input.empty-text"],
    request: onInput((input) => (Array.isArray(input) ? input.filter((item) => item !== "") : input)),
  },
  {
    id: "empty-input-refused",
    bug: "An empty `input` is refused.",
    killedBy: ["embed.input.empty"],
    answer: refusing(({ input }) => !input || (Array.isArray(input) && input.length === 0)),
  },
  {
    id: "input-turned-into-text",
    bug: "An `input` that is a number is taken for a text.",
    killedBy: ["embed.input.type-status", "embed.input.type-text", "embed.input.element-type"],
    request: onInput((input) =>
      Array.isArray(input) ? input.map(String) : isRecord(input) ? "" : String(input ?? ""),
    ),
  },
  {
    id: "embed-prompt-missing",
    bug: "The echo of the model is missing.",
    killedBy: ["embed.model-echo"],
    answer: onObject("embed", (value) => without(value, "model")),
  },
  {
    id: "embed-never-cuts",
    bug: "A text that is too long is refused by default.",
    killedBy: ["embed.truncate.default", "embed.truncate.keeps-start"],
    request: onBody((fields) => ({ truncate: false, ...fields }), "embed"),
  },
  {
    id: "embed-always-cuts",
    bug: "`truncate` is ignored.",
    killedBy: ["embed.truncate.false", "embed.truncate.false-text", "embed.failure-fails-all"],
    request: onBody((fields) => without(fields, "truncate"), "embed"),
  },
  {
    id: "embed-keeps-end",
    bug: "Of a text that is too long the end is kept.",
    killedBy: ["embed.truncate.keeps-start"],
    request: onInput((input) => {
      const end = (item: unknown) => (words(item)[0]! > 64 ? String(item).split(/\s+/).slice(-64).join(" ") : item);
      return Array.isArray(input) ? input.map(end) : end(input);
    }),
  },
  {
    id: "embed-cuts-to-half",
    bug: "A text that is too long is cut to half of the context.",
    killedBy: ["embed.truncate.at-limit"],
    request: onInput((input) => {
      const half = (item: unknown) => (words(item)[0]! > 64 ? String(item).split(/\s+/).slice(0, 32).join(" ") : item);
      return Array.isArray(input) ? input.map(half) : half(input);
    }),
  },
  {
    id: "embed-cuts-by-batch",
    bug: "`truncate` false refuses texts that are longer than a quarter of the context.",
    killedBy: ["embed.truncate.false-fits"],
    answer: refusing(({ truncate, input }) => truncate === false && words(input).some((count) => count > 4)),
  },
  {
    id: "embed-too-long-500",
    bug: "A text that is too long gets the engine's error.",
    killedBy: ["embed.truncate.false", "embed.truncate.false-text"],
    answer: on("embed", (answer) => (answer.status === 400 ? failure(500, "input is too large to process") : answer)),
  },
  {
    id: "failed-texts-left-out",
    bug: "A text that can't be embedded is left out.",
    killedBy: ["embed.failure-fails-all"],
    request: onInput((input) =>
      Array.isArray(input) && input.length > 1 ? input.filter((item) => words(item)[0]! < 64) : input,
    ),
  },
  {
    id: "dimensions-ignored",
    bug: "`dimensions` are ignored.",
    killedBy: ["embed.dimensions.cut"],
    request: onBody((fields) => without(fields, "dimensions"), "embed"),
  },
  {
    id: "dimensions-not-normalised",
    bug: "Vectors that were cut are not normalised again.",
    killedBy: ["embed.dimensions.normalised"],
    answer: onObject("embed", (value, request) =>
      fieldsOf(request).dimensions === undefined || !Array.isArray(value.embeddings)
        ? value
        : { ...value, embeddings: (value.embeddings as Vectors).map((vector) => vector.map((number) => number / 2)) },
    ),
  },
  {
    id: "embed-count-of-texts",
    bug: "`prompt_eval_count` is that of the last text.",
    killedBy: ["embed.metrics.prompt-eval-count"],
    answer: onObject("embed", (value, request) => {
      const { input } = fieldsOf(request);
      return "prompt_eval_count" in value ? { ...value, prompt_eval_count: words(input).at(-1) } : value;
    }),
  },
  {
    id: "embed-without-metrics",
    bug: "Embeddings come without counts and durations.",
    killedBy: ["embed.metrics.total-duration", "embed.metrics.prompt-eval-count"],
    answer: onObject("embed", (value) => without(value, "total_duration", "load_duration", "prompt_eval_count")),
  },
  {
    id: "embed-keep-alive-ignored",
    bug: "`keep_alive` of embeddings is ignored.",
    killedBy: ["embed.keep-alive"],
    request: onBody((fields) => without(fields, "keep_alive"), "embed"),
  },
  {
    id: "embed-keep-alive-text-alone",
    bug: "`keep_alive` of embeddings must be a string.",
    killedBy: ["embed.keep-alive"],
    answer: refusing(({ keep_alive: keepAlive }) => typeof keepAlive === "number"),
  },
  {
    id: "embed-options-ignored",
    bug: "`options` of embeddings are not looked at.",
    killedBy: ["embed.options"],
    request: onBody((fields) => without(fields, "options"), "embed"),
  },
  {
    id: "embed-streams",
    bug: "Embeddings with `stream` come as a stream.",
    killedBy: ["embed.stream-ignored"],
    answer: on("embed", (answer, request) =>
      fieldsOf(request).stream === true && answer.body.kind === "json"
        ? { ...answer, body: { kind: "ndjson", frames: [answer.body.value] } }
        : answer,
    ),
  },
  {
    id: "embed-any-model",
    bug: "A model that is not there gets 500.",
    killedBy: ["embed.model.not-found", "embed.model.not-found-text", "embed.model.empty"],
    answer: on("embed", (answer) => (answer.status === 404 ? failure(500, "model not found") : answer)),
  },
  {
    id: "embeddings-nested",
    bug: "The older endpoint answers with a list of vectors.",
    killedBy: ["embeddings.shape", "embeddings.matches-embed"],
    answer: onObject("embeddings", ({ embedding }) => ({ embedding: [embedding] })),
  },
  {
    id: "embeddings-as-now",
    bug: "The older endpoint answers like the newer one.",
    killedBy: ["embeddings.shape", "embeddings.only-field"],
    answer: onObject("embeddings", ({ embedding }) => ({ model: "fake-embed", embeddings: [embedding] })),
  },
  {
    id: "embeddings-other-vector",
    bug: "The older endpoint takes another way of pooling.",
    killedBy: ["embeddings.matches-embed"],
    answer: onObject("embeddings", ({ embedding }) => ({
      embedding: Array.isArray(embedding) ? embedding.toReversed() : [],
    })),
  },
  {
    id: "embeddings-input",
    bug: "The older endpoint reads `input`.",
    killedBy: ["embeddings.input-ignored"],
    request: onBody((fields) => ({ prompt: fields.input, ...fields }), "embeddings"),
  },
  {
    id: "embeddings-empty-refused",
    bug: "The older endpoint refuses an empty prompt.",
    killedBy: ["embeddings.empty-prompt"],
    answer: on("embeddings", (answer, request) =>
      fieldsOf(request).prompt ? answer : failure(400, "prompt is required"),
    ),
  },
  {
    id: "embeddings-without-model",
    bug: "The older endpoint without a model gets 404.",
    killedBy: ["embeddings.model.empty", "embeddings.model.invalid"],
    answer: on("embeddings", (answer) => (answer.status === 400 ? failure(404, "model not found") : answer)),
  },
  {
    id: "embeddings-not-found-400",
    bug: "The older endpoint gives 400 to a model that is not there.",
    killedBy: ["embeddings.model.not-found", "embeddings.model.not-found-text"],
    answer: on("embeddings", (answer) => (answer.status === 404 ? failure(400, "model not found") : answer)),
  },
];

import { compareVersions, type RequirementId } from "@cria/spec";

/** A bug of some versions of Ollama: what they do breaks requirements that others keep. */
export interface Deviation {
  /** First version that does it, as far as is known. */
  readonly since: string;
  /** First version that does it no more; absent while it goes on. */
  readonly until?: string;
  /** What these versions do. */
  readonly about: string;
  /** Requirements that it breaks, at least now and then. */
  readonly requirements: readonly RequirementId[];
  /** What was asked of one of the versions, and what it answered. */
  readonly evidence: Evidence;
}

interface Evidence {
  readonly version: string;
  /** Method and path, then the body. */
  readonly request: string;
  readonly answer: string;
}

/** The deviations of Ollama that are known, the newest versions first. */
export const deviations: readonly Deviation[] = [
  {
    since: "0.12.4",
    about:
      "A chat with a model that can think applies the format only behind a thought: if the model answers without one, " +
      "the format is ignored",
    requirements: ["client-openai-sdk.structured-output"],
    evidence: {
      version: "0.33.0-rc2",
      request:
        'POST /api/chat {"model":"cria","messages":[{"role":"user","content":"Say hello."}],"stream":false,' +
        '"options":{"temperature":1.3,"seed":1},' +
        '"format":{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}}',
      answer:
        '{"message":{"role":"assistant","content":"Hello! How can I help you?"},"done":true,"done_reason":"stop"}',
    },
  },
  {
    since: "0.30.0",
    about:
      "A text that is too long to embed is cut between tokens, printed and read again, which may give a token more than " +
      "the context has room for",
    requirements: ["openai-embeddings.long-input-truncated"],
    evidence: {
      version: "0.33.0-rc2",
      request:
        'POST /v1/embeddings {"model":"cria-embed","input":"llama llama … (612 times)"}, a context of 512 tokens',
      answer:
        '400 {"error":{"message":"the input length exceeds the context length","type":"invalid_request_error",' +
        '"param":null,"code":null}}',
    },
  },
  {
    since: "0.11.9",
    until: "0.15.5",
    about:
      "The next step is prepared while a step still computes, so that an answer that ends with its limit may lack its " +
      "last token, and the next answer may begin with it",
    requirements: [
      "request.json.key-order-ignored",
      "chat.multi-turn",
      "format.empty-string",
      "format.null",
      "openai-chat-stream.joins-to-unstreamed",
      "options.seed.repeatable",
      "options.temperature.zero-repeatable",
      "options.top-k.one-is-greedy",
      "models-parameters.stop-request-replaces",
      "openai-chat.temperature-unscaled",
      "openai-chat.seed",
      "openai-completions.suffix-empty",
      "openai-completions.seed",
    ],
    evidence: {
      version: "0.12.0",
      request:
        'POST /api/generate {"model":"cria","prompt":"Tell me a story about a cat.","think":false,"stream":false,' +
        '"options":{"temperature":0,"seed":42,"num_predict":4}}',
      answer: '{"response":" timeOnce upon a","done":true,"done_reason":"length"}, and "Once upon a" when asked again',
    },
  },
  {
    since: "0.5.5",
    until: "0.12.6",
    about:
      "A creation from a model that is neither there nor can be pulled tells the error, then writes a manifest without " +
      "weights and ends with success",
    requirements: ["create.from.missing-error"],
    evidence: {
      version: "0.11.8",
      request: 'POST /api/create {"model":"new","from":"cria-conformance-absent","stream":true}',
      answer:
        '{"status":"pulling manifest"}, {"error":"pull model manifest: …"}, {"status":"writing manifest"}, ' +
        '{"status":"success"}',
    },
  },
];

/** What Ollama of a version does that breaks a requirement; undefined if it is not known to. */
export function deviationOf(requirement: string, version: string): Deviation | undefined {
  return deviations.find(
    ({ since, until, requirements }) =>
      compareVersions(version, since) >= 0 &&
      (until === undefined || compareVersions(version, until) < 0) &&
      requirements.some((id) => id === requirement),
  );
}

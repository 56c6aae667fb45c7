/**
 * Calls as users of the npm package `ollama` write them, one or more for everything that its README shows. It imports that
 * package; a test compiles and runs it with this one in its place too.
 */
import ollama, {
  type AbortableAsyncIterator,
  type ChatRequest,
  type ChatResponse,
  type Config,
  type CreateRequest,
  type EmbedResponse,
  type GenerateRequest,
  type GenerateResponse,
  type ListResponse,
  type Message,
  type ModelResponse,
  Ollama,
  type Options,
  type ProgressResponse,
  type ShowResponse,
  type Tool,
  type ToolCall,
} from "ollama";

type Call = (client: Ollama) => Promise<unknown>;

const question: Message[] = [{ role: "user", content: "Why is the sky blue?" }];
const pixel = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);
const weather: Tool = {
  type: "function",
  function: {
    name: "weather",
    description: "The weather of a city",
    parameters: {
      type: "object",
      required: ["city"],
      properties: { city: { type: "string", description: "Its name" }, unit: { type: "string", enum: ["C", "F"] } },
    },
  },
};
const options: Partial<Options> = { temperature: 0, seed: 1, num_ctx: 4096, stop: ["\n"], mirostat: 0 };
interface Country {
  type: string;
  properties: Record<string, { type: string }>;
}
const country: Country = { type: "object", properties: { name: { type: "string" } } };

async function textOf(parts: AbortableAsyncIterator<ChatResponse>): Promise<string> {
  let text = "";
  for await (const part of parts) text += part.message.content;
  return text;
}

async function stepsOf(parts: AbortableAsyncIterator<ProgressResponse>): Promise<string[]> {
  const steps: string[] = [];
  for await (const part of parts) {
    const percent = part.completed && part.total ? Math.round((part.completed / part.total) * 100) : 0;
    steps.push(part.digest ? `${part.status} ${part.digest} ${percent}%` : part.status);
  }
  return steps;
}

/** Calls by what they show, each for a client of a server that answers it. */
export const calls: Record<string, Call> = {
  "chat: an answer": async (client) => {
    const response = await client.chat({ model: "llama3.1", messages: question });
    return response.message.content;
  },
  "chat: a whole answer": (client) => client.chat({ model: "llama3.1", messages: question, stream: false }),
  "chat: a stream": async (client) => {
    const message = { role: "user", content: "Why is the sky blue?" };
    return textOf(await client.chat({ model: "llama3.1", messages: [message], stream: true }));
  },
  "chat: every frame of a stream": async (client) => {
    const frames: ChatResponse[] = [];
    for await (const part of await client.chat({ model: "m", messages: question, stream: true })) {
      frames.push(part);
      if (part.done) break;
    }
    return frames;
  },
  "chat: every parameter": async (client) => {
    const request: ChatRequest = {
      model: "m",
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "What is this?", images: [pixel] },
        { role: "user", content: "And this?", images: ["iVBORw=="] },
        { role: "tool", content: "11 degrees", tool_name: "weather" },
      ],
      format: "json",
      think: "high",
      logprobs: true,
      top_logprobs: 2,
      keep_alive: "2h45m",
      tools: [weather],
      options,
    };
    return client.chat({ ...request, stream: false });
  },
  "chat: a schema as the format, thoughts and logprobs in the answer": async (client) => {
    const { message, logprobs } = await client.chat({ model: "m", messages: question, format: country, think: true });
    return [
      message.thinking,
      logprobs?.map(({ token, logprob, top_logprobs }) => [token, logprob, top_logprobs?.length]),
    ];
  },
  "chat: tools are called and answered": async (client) => {
    const messages: Message[] = [{ role: "user", content: "Weather in Paris?" }];
    const response = await client.chat({ model: "tools", messages, tools: [weather] });
    messages.push(response.message);
    const called: ToolCall[] = response.message.tool_calls ?? [];
    for (const tool of called) {
      const { name, arguments: given } = tool.function;
      messages.push({ role: "tool", content: `11 degrees in ${given.city}`, tool_name: name });
    }
    return [messages, (await client.chat({ model: "m", messages })).message.role];
  },
  "generate: an answer": async (client) => (await client.generate({ model: "m", prompt: "Why?" })).response,
  "generate: a stream": async (client) => {
    const frames: GenerateResponse[] = [];
    for await (const part of await client.generate({ model: "m", prompt: "Why?", stream: true })) frames.push(part);
    return [frames.map(({ response }) => response).join(""), frames.at(-1)?.done_reason, frames.at(-1)?.eval_count];
  },
  "generate: every parameter": async (client) => {
    const request: GenerateRequest = {
      model: "m",
      prompt: "def f(",
      suffix: "return x",
      system: "s",
      template: "{{ .Prompt }}",
      raw: false,
      images: [pixel],
      format: "json",
      think: false,
      logprobs: false,
      top_logprobs: 0,
      keep_alive: 60,
      context: [1, 2],
      width: 64,
      height: 64,
      steps: 4,
      options,
    };
    return client.generate({ ...request, stream: false });
  },
  "pull: at once and in steps": async (client) => [
    await client.pull({ model: "m", insecure: true }),
    await stepsOf(await client.pull({ model: "m", stream: true })),
  ],
  "push: at once and in steps": async (client) => [
    await client.push({ model: "me/m" }),
    await stepsOf(await client.push({ model: "me/m", insecure: false, stream: true })),
  ],
  "create: every parameter, at once and in steps": async (client) => {
    const request: CreateRequest = {
      model: "mario",
      from: "llama3.1",
      quantize: "q4_K_M",
      template: "{{ .Prompt }}",
      license: ["MIT", "Apache-2.0"],
      system: "You are Mario.",
      parameters: { temperature: 1, stop: ["a", "b"] },
      messages: [{ role: "user", content: "Hi" }],
      adapters: { "a.gguf": `sha256:${"0".repeat(64)}` },
    };
    const whole = await client.create({ ...request, stream: false });
    return [whole.status, await stepsOf(await client.create({ ...request, stream: true }))];
  },
  "delete and copy": async (client) => [
    (await client.delete({ model: "m" })).status,
    await client.copy({ source: "a", destination: "b" }),
  ],
  "list and ps": async (client) => {
    const response: ListResponse = await client.list();
    const describe = (model: ModelResponse) => `${model.name} ${model.size} ${model.details.family}`;
    return [response, response.models.map(describe), (await client.ps()).models.map((model) => model.size_vram)];
  },
  show: async (client) => {
    const response: ShowResponse = await client.show({ model: "m", system: "s", template: "t", options });
    return [response, response.capabilities?.includes("vision"), response.details.parameter_size];
  },
  "embed: one text and several": async (client) => {
    const one: EmbedResponse = await client.embed({ model: "m", input: "a", truncate: true, keep_alive: "1m" });
    return [one.embeddings[0]?.length, await client.embed({ model: "m", input: ["a", "b"], dimensions: 2, options })];
  },
  embeddings: async (client) => (await client.embeddings({ model: "m", prompt: "a" })).embedding.length,
  "web search and fetch": async (client) => [
    (await client.webSearch({ query: "llamas" })).results.map(({ content }) => content),
    (await client.webFetch({ url: "https://example.com" })).title,
  ],
  version: async (client) => (await client.version()).version,
  systemone: async (client) => {
    const response = await client.systemone({
      model: "nimble",
      state: { report: "The door is open." },
      questions: {
        open: { type: "noul", instructions: "Is it open?" },
        which: { type: "choice", instructions: "Which?", criteria: { door: "A door", window: null } },
      },
      keep_alive: 10,
    });
    return response.answers.open;
  },
  "abort: those who read a stream are told": async (client) => {
    const parts = await client.chat({ model: "endless", messages: question, stream: true });
    const read: string[] = [];
    try {
      for await (const part of parts) {
        read.push(part.message.content);
        client.abort();
      }
    } catch (error) {
      return [read, error instanceof Error && error.name];
    }
    return "not aborted";
  },
  "abort: one stream alone": async (client) => {
    const parts = await client.generate({ model: "endless", prompt: "x", stream: true });
    parts.abort();
    return Array.fromAsync(parts).catch((error: Error) => error.name);
  },
  "an error before the answer": (client) =>
    client
      .chat({ model: "absent", messages: question })
      .catch((error) => [error.name, error.status_code, error.error, error.message]),
  "an error before a stream": (client) =>
    client.pull({ model: "absent", stream: true }).catch((error) => [error.name, error.status_code, error.message]),
  "an error within a stream": async (client) => {
    try {
      return await textOf(await client.chat({ model: "breaks", messages: question, stream: true }));
    } catch (error) {
      return error instanceof Error && error.message;
    }
  },
  "images as base64": async (client) => [await client.encodeImage(pixel), await client.encodeImage("iVBORw==")],
};

/** Clients as the README makes them. */
export function clients(host: string, fetch: Config["fetch"]): Ollama[] {
  const config: Partial<Config> = { host };
  return [
    new Ollama(config),
    new Ollama({ host, fetch }),
    new Ollama({ host, headers: { Authorization: "Bearer <api key>", "X-Custom-Header": "custom-value" } }),
    new Ollama({ host, headers: [["X-Custom-Header", "custom-value"]] }),
    new Ollama({ host, headers: new Headers({ "X-Custom-Header": "custom-value" }) }),
  ];
}

/** The client that the package gives by default. */
export const byDefault: Ollama = ollama;

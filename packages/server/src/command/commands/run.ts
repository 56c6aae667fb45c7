import type { GenerateResponse, ShowResponse } from "@cria/spec";
import { ApiError, type Client } from "../client.ts";
import type { Command, FlagValues } from "../command.ts";
import { CommandError } from "../errors.ts";
import { converse } from "../interactive/converse.ts";
import { printAnswer } from "../run/answer.ts";
import { interruptible } from "../run/interrupt.ts";
import { embeddingSettings, isEmbedder, printEmbedding } from "../run/print-embedding.ts";
import { parseThink, type RunSettings, requestFields } from "../run/settings.ts";

export const run: Command = {
  name: "run",
  usage: "MODEL [PROMPT...]",
  summary: "Run a model",
  minArguments: 1,
  flags: [
    { name: "dimensions", type: "string", value: "int", help: "Numbers to keep of a vector (models for embeddings)" },
    { name: "format", type: "string", value: "string", help: 'Format of the answer: "json" or a JSON schema' },
    { name: "hidethinking", type: "boolean", help: "Hide thinking output" },
    { name: "keepalive", type: "string", value: "duration", help: "How long the model stays loaded (e.g. 5m)" },
    { name: "nowordwrap", type: "boolean", help: "Don't wrap words to the next line" },
    {
      name: "think",
      type: "optional",
      value: "true|false|high|medium|low|max",
      help: "Whether, or how hard, to think",
    },
    { name: "truncate", type: "boolean", help: "Cut a text that is too long (models for embeddings; on by default)" },
    { name: "verbose", type: "boolean", help: "Show timings" },
  ],
  examples: [
    "cria run my-llama",
    'cria run my-llama "Why is the sky blue?"',
    "cat notes.txt | cria run my-llama Summarise this:",
    'cria run all-minilm "A text to embed"',
    "cria run my-llama --format json --verbose List three colours",
  ],
  environment: [["OLLAMA_NOHISTORY", "Do not keep the history of the interactive prompt"]],
  needsServer: true,
  async run({ client, env }, [model = "", ...words], flags) {
    const settings = readSettings(model, flags);
    const piped = process.stdin.isTTY ? "" : await Bun.stdin.text();
    const shown = await showModel(client, model);
    const prompt = [...(piped === "" ? [] : [piped]), ...words].join(" ");
    if (isEmbedder(shown)) {
      await interruptible((signal) => printEmbedding(client, prompt, embeddingSettings(model, flags), signal));
      return;
    }
    if (settings.think === undefined && shown.capabilities?.includes("thinking")) settings.think = true;
    if (words.length === 0 && process.stdin.isTTY && process.stdout.isTTY) {
      await converse(client, settings, shown, env);
      return;
    }
    await interruptible(async (signal) => {
      const body = { ...requestFields(settings), prompt };
      await printAnswer(client.stream<GenerateResponse>("POST", "/api/generate", { body, signal }), settings, signal);
    });
  },
};

function readSettings(model: string, flags: FlagValues): RunSettings {
  return {
    model,
    format: String(flags.format ?? ""),
    keepAlive: flags.keepalive === undefined ? undefined : String(flags.keepalive),
    think: flags.think === undefined ? undefined : parseThink(String(flags.think)),
    hideThinking: flags.hidethinking === true,
    verbose: flags.verbose === true,
    wordWrap: flags.nowordwrap !== true,
    options: {},
    system: "",
    messages: [],
  };
}

async function showModel(client: Client, model: string): Promise<ShowResponse> {
  try {
    return await client.json<ShowResponse>("POST", "/api/show", { body: { model } });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    throw new CommandError(
      `${error.message}; 'cria list' shows the models there are, 'cria create' makes one from a file`,
    );
  }
}

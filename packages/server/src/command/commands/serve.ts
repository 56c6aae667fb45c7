import { readEnvironment } from "../../environment.ts";
import { isLoopback } from "../../http/host-check.ts";
import { StartError } from "../../service/start-error.ts";
import { criaVersion, ollamaVersion } from "../../version.ts";
import type { Command } from "../command.ts";
import { CommandError } from "../errors.ts";
import { runUntilSignal } from "../until-signal.ts";

export const serve: Command = {
  name: "serve",
  aliases: ["start"],
  usage: "",
  summary: "Start the server",
  minArguments: 0,
  maxArguments: 0,
  flags: [],
  examples: ["cria serve", "OLLAMA_HOST=127.0.0.1:8080 cria serve"],
  environment: [
    ["OLLAMA_HOST", "Address to listen on (default 127.0.0.1:11434)"],
    ["OLLAMA_MODELS", "Folder of the models (default ~/.ollama/models)"],
    ["CRIA_API_KEY", "Keys, comma-separated, of which every request must bring one"],
    ["OLLAMA_ORIGINS", "Comma-separated origins that browsers may call from"],
    ["OLLAMA_KEEP_ALIVE", "How long idle models stay loaded (default 5m)"],
    ["OLLAMA_CONTEXT_LENGTH", "Context length if a request names none"],
    ["OLLAMA_NUM_PARALLEL", "Requests of one model answered at once (default: up to 8, as memory has room)"],
    ["OLLAMA_MAX_LOADED_MODELS", "Models loaded at once"],
    ["OLLAMA_MAX_QUEUE", "Requests that may wait for a model (default 512)"],
    ["OLLAMA_LOAD_TIMEOUT", "How long a load may stand still (default 5m)"],
    ["OLLAMA_NOPRUNE", "Leave unused blobs alone"],
    ["CRIA_EMBEDDED_MODEL", "off hides the model that comes with Cria"],
    ["CRIA_CACHE", "Folder of weights prepared for ONNX Runtime (default cria-cache in the folder of the models)"],
    ["CRIA_METRICS", "Address of /livez, /readyz and /metrics, or off (default: beside the API)"],
    ["CRIA_DRAIN_TIMEOUT", "Time that answers have to end when the server is told to, such as 30s (default 0)"],
    ["CRIA_CACHE_SIZE", "Most of them that stay on disk, such as 20GB (default half of the free disk)"],
  ],
  needsServer: false,
  async run({ env }) {
    // Only this command needs the engine; the others start faster without it.
    const starting = await import("../../service/serve.ts");
    const environment = readEnvironment(env);
    const service = await starting.serve(environment).catch((error: unknown) => {
      throw error instanceof StartError ? new CommandError(error.message) : error;
    });
    process.stderr.write(
      `cria ${criaVersion} listens on ${service.url} (API of Ollama ${ollamaVersion}), models in ${environment.models}\n`,
    );
    if (!isLoopback(environment.host.hostname) && environment.apiKeys.length === 0) {
      process.stderr.write("others can reach this server and nothing stops them: CRIA_API_KEY asks them for a key\n");
    }
    await runUntilSignal(service, environment.drainTimeout);
    // A thread may hang in a file system that does not answer.
    process.exit(0);
  },
};

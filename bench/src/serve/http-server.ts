import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { track } from "../children.ts";
import { peakBytesOf } from "./peak-memory.ts";
import { textStream } from "./text-stream.ts";

/** A server with one model, ready to be asked. */
export interface HttpServer extends AsyncDisposable {
  readonly name: ServerName;
  readonly url: string;
  readonly model: string;
  /** Most bytes that it and its processes held at once, so far as that can be known. */
  peakBytes(): number | undefined;
}

export const serverNames = ["cria", "llama-server", "ollama"] as const;
export type ServerName = (typeof serverNames)[number];

export interface ServerSettings {
  readonly modelPath: string;
  readonly threads: number;
  readonly clients: number;
  /** Tokens that each request has room for. */
  readonly contextLength: number;
  readonly llamaServer: string;
  readonly ollama: string | undefined;
}

const command = resolve(import.meta.dir, "../../../packages/server/src/command/main.ts");
/** Milliseconds that a server may take to start and to load. */
const patience = 300_000;

/** Starts a server on a free port of this machine. Throws an Error with its last words if it ends. */
export async function startServer(name: ServerName, settings: ServerSettings): Promise<HttpServer> {
  const port = freePort();
  const url = `http://127.0.0.1:${port}`;
  const folder = await mkdtemp(join(tmpdir(), "cria-bench-"));
  const child = Bun.spawn(commandOf(name, settings, port), {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...environmentOf(settings, port, folder) },
  });
  const untrack = track(child);
  const server: HttpServer = {
    name,
    url,
    model: name === "llama-server" ? "model" : "bench",
    peakBytes: () => peakBytesOf(child.pid),
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      const forced = setTimeout(() => child.kill("SIGKILL"), 5000);
      await child.exited;
      clearTimeout(forced);
      untrack();
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    const words = lastWords(child.stderr);
    const ended = child.exited.then(async () => {
      throw new Error(`${name} ended:\n${await words}`);
    });
    await Promise.race([untilReady(name, url), ended]);
    ended.catch(() => {});
    if (name !== "llama-server") await createModel(url, settings, folder);
    return server;
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}

function commandOf(name: ServerName, settings: ServerSettings, port: number): string[] {
  const { modelPath, threads, clients, contextLength, llamaServer, ollama } = settings;
  switch (name) {
    case "cria":
      return [process.execPath, command, "serve"];
    case "ollama":
      if (ollama === undefined) throw new Error("--ollama names its program");
      return [ollama, "serve"];
    case "llama-server": {
      const context = `${clients * contextLength}`;
      const sizes = ["--parallel", `${clients}`, "--ctx-size", context, "--threads", `${threads}`];
      return [llamaServer, "--model", modelPath, "--host", "127.0.0.1", "--port", `${port}`, ...sizes, "--no-webui"];
    }
  }
}

/** Both read Ollama's settings; how many requests go together is left to their defaults. */
function environmentOf({ contextLength }: ServerSettings, port: number, folder: string): Record<string, string> {
  return {
    OLLAMA_HOST: `127.0.0.1:${port}`,
    OLLAMA_MODELS: join(folder, "models"),
    OLLAMA_CONTEXT_LENGTH: `${contextLength}`,
    OLLAMA_KEEP_ALIVE: "-1",
    CRIA_EMBEDDED_MODEL: "off",
  };
}

async function untilReady(name: ServerName, url: string): Promise<void> {
  const path = name === "llama-server" ? "/health" : "/api/version";
  for (const end = performance.now() + patience; performance.now() < end; await Bun.sleep(50)) {
    const response = await fetch(url + path).catch(() => undefined);
    if (response?.ok) return;
  }
  throw new Error(`${name} was not ready after ${patience / 1000} s`);
}

/** Makes a model of the file, with Cria's command: it speaks to Ollama as well. */
async function createModel(url: string, { modelPath, threads }: ServerSettings, folder: string): Promise<void> {
  const modelfile = join(folder, "Modelfile");
  await writeFile(modelfile, `FROM ${resolve(modelPath)}\nPARAMETER num_thread ${threads}\n`);
  const child = Bun.spawn([process.execPath, command, "create", "bench", "-f", modelfile], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, OLLAMA_HOST: url.slice("http://".length) },
  });
  const untrack = track(child);
  const said = await child.stderr.text();
  untrack();
  if ((await child.exited) !== 0) throw new Error(`the model could not be made: ${said.trim()}`);
}

async function lastWords(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  for await (const piece of textStream(stream)) text = (text + piece).slice(-2000);
  return text;
}

function freePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  listener.stop(true);
  return listener.port;
}

/** The real server for tests: `cria serve` in a process of its own, on a free port, with a store that is thrown away. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const repository = resolve(import.meta.dir, "../../..");
const beside = (variable: string, folder: string) => process.env[variable] ?? resolve(repository, "../shared", folder);

/** A real model of 260,000 parameters; lies beside the repository, if at all. */
export const storiesPath: string = join(beside("CRIA_FIXTURES", "fixtures"), "stories260k/stories260k-f32.gguf");
export const storiesAbsent: boolean = !existsSync(storiesPath);

/** Exchanges with a real Ollama; lie beside the repository, if at all. */
export const recordingPath: string = join(beside("CRIA_RECORDINGS", "recordings"), "ollama-0.33.0-rc2.json");
export const recordingAbsent: boolean = !existsSync(recordingPath);

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  /** The folder that stands for the user's home; the store is `models` in it. */
  readonly home: string;
  readonly process: Bun.Subprocess;
  /** Sends a JSON body, or text as it is. */
  request(method: string, path: string, body?: unknown, init?: RequestInit): Promise<Response>;
  /** Uploads a file and creates a model from it. */
  create(name: string, ggufPath: string, more?: Record<string, unknown>): Promise<void>;
}

/** Starts `cria serve` with additional environment variables and waits until it listens. */
export async function startTestServer(variables: Record<string, string> = {}): Promise<TestServer> {
  const home = mkdtempSync(join(tmpdir(), "cria-server-"));
  const environment = { ...process.env, HOME: home, OLLAMA_HOST: "127.0.0.1:0", OLLAMA_MODELS: join(home, "models") };
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "command/main.ts"), "serve"], {
    env: { ...environment, ...variables },
    stdout: "ignore",
    stderr: "pipe",
  });
  const url = await listeningAt(child.stderr);
  const request: TestServer["request"] = (method, path, body, init) =>
    fetch(url + path, {
      method,
      redirect: "manual",
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      ...init,
    });
  return {
    url,
    home,
    process: child,
    request,
    async create(name, ggufPath, more) {
      const bytes = readFileSync(ggufPath);
      const digest = `sha256:${new Bun.CryptoHasher("sha256").update(bytes).digest("hex")}`;
      const uploaded = await request("POST", `/api/blobs/${digest}`, undefined, { body: bytes });
      if (!uploaded.ok) throw new Error(`upload: ${await uploaded.text()}`);
      const body = { model: name, files: { "model.gguf": digest }, stream: false, ...more };
      const created = await request("POST", "/api/create", body);
      if (!created.ok) throw new Error(`create: ${await created.text()}`);
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.exited;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function listeningAt(log: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  const reader = log.getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the server ended: ${text}`);
    text += decoder.decode(value, { stream: true });
    const url = /http:\/\/[\d.]+:\d+/.exec(text)?.[0];
    if (!url) continue;
    // Keep the pipe empty, so that logging never blocks.
    void (async () => {
      while (!(await reader.read()).done);
    })();
    return url;
  }
}

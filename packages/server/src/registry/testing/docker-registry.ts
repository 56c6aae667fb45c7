import { expect, test } from "bun:test";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Registries that are installed here: Debian's, and version 3 of the same program where `CRIA_DISTRIBUTION` says. */
export const installed: readonly string[] = [Bun.which("docker-registry"), process.env.CRIA_DISTRIBUTION].filter(
  (path): path is string => typeof path === "string" && existsSync(path),
);

if (installed.length === 0) {
  // In CI nothing is skipped without a word.
  if (process.env.CRIA_CI) test("docker-registry is installed", () => expect.unreachable());
  else test.skip("real registries (there is no docker-registry)", () => {});
}

/** A real registry that runs. */
export interface DockerRegistry extends AsyncDisposable {
  readonly host: string;
  /** Where its blobs lie. */
  readonly storage: string;
}

/** Starts a registry on loopback and a free port, with further settings in its own words. */
export async function startDockerRegistry(
  program: string,
  folder: string,
  settings: { readonly auth?: object; readonly tls?: object; readonly port?: number } = {},
): Promise<DockerRegistry> {
  const storage = join(folder, "storage");
  mkdirSync(storage, { recursive: true });
  const config = {
    version: 0.1,
    log: { level: "info" },
    storage: { filesystem: { rootdirectory: storage }, delete: { enabled: true } },
    http: {
      addr: `127.0.0.1:${settings.port ?? 0}`,
      secret: "the same after a restart",
      ...(settings.tls !== undefined && { tls: settings.tls }),
    },
    ...(settings.auth !== undefined && { auth: settings.auth }),
  };
  const path = join(folder, "config.yml");
  // JSON is YAML.
  writeFileSync(path, JSON.stringify(config));
  const child = Bun.spawn([program, "serve", path], { stdout: "ignore", stderr: "pipe", env: { ...process.env } });
  const host = await listeningAt(child.stderr);
  return {
    host,
    storage,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}

async function listeningAt(log: ReadableStream<Uint8Array>): Promise<string> {
  const reader = log.getReader();
  const decoder = new TextDecoder();
  for (let text = ""; ; ) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the registry ended: ${text}`);
    text += decoder.decode(value, { stream: true });
    const host = /listening on (127\.0\.0\.1:\d+)/.exec(text)?.[1];
    if (host === undefined) continue;
    void (async () => {
      while (!(await reader.read()).done);
    })();
    return host;
  }
}

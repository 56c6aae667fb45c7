import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bun } from "../bun.mjs";

const main = resolve(import.meta.dirname, "../../packages/server/src/command/main.ts");

/** Starts `cria serve` on a free port, with a home that is thrown away; gives it once it listens. */
export async function startServer() {
  const home = mkdtempSync(join(tmpdir(), "cria-soak-"));
  const child = spawn(bun, [main, "serve"], {
    env: {
      ...process.env,
      HOME: home,
      OLLAMA_HOST: "127.0.0.1:0",
      OLLAMA_MODELS: join(home, "models"),
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exited = new Promise((done) => child.on("exit", (code, signal) => done(signal ?? code)));
  let log = "";
  const url = await new Promise((listens, fail) => {
    child.stderr.on("data", (chunk) => {
      log = (log + chunk).slice(-65_536);
      const [found] = /http:\/\/[\d.]+:\d+/.exec(log) ?? [];
      if (found) listens(found);
    });
    void exited.then(() => fail(new Error(`the server did not start: ${log}`)));
  });
  return {
    url,
    pid: child.pid,
    exited,
    /** The end of what it wrote to stderr. */
    log: () => log,
    /** Ends it; gives its exit code, or the signal that ended it. */
    async stop() {
      child.kill("SIGTERM");
      const code = await exited;
      rmSync(home, { recursive: true, force: true });
      return code;
    },
  };
}

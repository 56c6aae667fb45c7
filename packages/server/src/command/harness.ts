import { afterAll, afterEach, beforeAll, beforeEach } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FakeServer, startFakeServer } from "./fake-server.ts";

export const mainModule: string = join(import.meta.dir, "main.ts");

export interface Options {
  readonly stdin?: string;
  /** Value of `OLLAMA_HOST`; absent is the fake server's. */
  readonly host?: string;
  readonly cwd?: string;
}

export interface Outcome {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

/** The real command in a process of its own, before a fake server that is new for each test. */
export class Harness {
  /** A folder that is removed after the tests; home and working directory of the command. */
  folder = "";
  server!: FakeServer;

  /** Sets up the tests of the file that calls it. */
  constructor() {
    beforeAll(() => {
      this.folder = mkdtempSync(join(tmpdir(), "cria-command-"));
    });
    beforeEach(() => {
      this.server = startFakeServer();
    });
    afterEach(() => this.server[Symbol.asyncDispose]());
    afterAll(() => rmSync(this.folder, { recursive: true }));
  }

  environment(host: string = this.server.host): Record<string, string | undefined> {
    return { ...process.env, OLLAMA_HOST: host, HOME: this.folder };
  }

  start(args: readonly string[], { stdin = "", host, cwd = this.folder }: Options = {}) {
    return Bun.spawn([process.execPath, mainModule, ...args], {
      cwd,
      env: this.environment(host),
      stdin: new Blob([stdin]),
      stdout: "pipe",
      stderr: "pipe",
    });
  }

  async run(args: readonly string[], options?: Options): Promise<Outcome> {
    const child = this.start(args, options);
    const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
    return { out, err, code };
  }
}

/** Without the blanks that end the lines of a table. */
export const trimmed = (text: string): string => text.replace(/ +$/gm, "");

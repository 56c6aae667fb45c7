import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConformanceReport } from "@cria/spec";
import { FormatRegistry } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { type FakeServer, type Mutation, startFake } from "../fake/server.ts";
import type { FakeState } from "../fake/state.ts";

const packageFolder = join(import.meta.dirname, "../..");
/** The command's file. */
export const bin = join(packageFolder, "bin/cria-conformance.mjs");
/** Compiles for Node if the sources are newer than what was compiled. */
export function compile(): void {
  const newest = readdirSync(join(packageFolder, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((time, { parentPath, name }) => Math.max(time, statSync(join(parentPath, name)).mtimeMs), 0);
  const built = statSync(join(packageFolder, "dist/.tsbuildinfo"), { throwIfNoEntry: false });
  const compiled = statSync(join(packageFolder, "dist/command/start.js"), { throwIfNoEntry: false });
  if (compiled !== undefined && built !== undefined && built.mtimeMs > newest) return;
  const tsc = join(packageFolder, "../../node_modules/typescript/bin/tsc");
  spawnSync("node", [tsc, "-b", packageFolder], { stdio: "ignore" });
}

/** A folder that is removed when it is disposed of. */
export function temporaryFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), "cria-conformance-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** What a command left. */
export interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Program that is called `bun` or `node`; the tests run in Bun. */
export function executable(runtime: string): string {
  return runtime === "bun" ? process.execPath : runtime;
}

/** Runs the command to its end. @param interrupt when it resolves, the command gets a Ctrl-C */
export async function command(runtime: string, words: readonly string[], interrupt?: Promise<void>): Promise<Ended> {
  const child = Bun.spawn([executable(runtime), bin, ...words], {
    stdout: "pipe",
    stderr: "pipe",
    env: { ...process.env, NO_COLOR: "1" },
  });
  interrupt?.then(() => child.kill("SIGINT"));
  const [output, errors, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { code, output, errors };
}

/** Starts a fake server and runs the command against it. */
export async function against(
  mutation: Mutation,
  runtime: string,
  words: readonly string[],
  state?: FakeState,
): Promise<Ended> {
  await using server: FakeServer = await startFake(mutation, state);
  return await command(runtime, [server.url, "--seed", "1", ...words]);
}

const hasDate = (text: string) => !Number.isNaN(Date.parse(text));

/** The report in a folder, which must have the form that the specification gives it. */
export function checksJson(output: string): ConformanceReport {
  FormatRegistry.Set("date-time", hasDate);
  return Value.Decode(ConformanceReport, JSON.parse(readFileSync(join(output, "checks.json"), "utf8")));
}

#!/usr/bin/env node
// The cria command. It is written for Bun, which need not be on PATH: npm brings it as a dependency, in one of two
// places. This launcher runs on any Node >= 20 (or in Bun itself), finds a Bun that works and hands everything over.
import { spawn, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const MINIMUM = [1, 4];
/** Milliseconds that the command may take to end after SIGTERM. */
const PATIENCE = 12_000;
const main = new URL("../src/command/main.ts", import.meta.url);

if (process.versions.bun) await import(main.href);
else launch(findBun());

/** Paths to try, best first. Scripts of dependencies may be blocked, and then only the platform package is real. */
function candidates() {
  if (process.env.CRIA_BUN) return [process.env.CRIA_BUN];
  const paths = [];
  const resolvers = [createRequire(import.meta.url)];
  const bun = resolve(resolvers[0], "bun/package.json");
  if (bun) {
    // The file is a stub until the package's postinstall has moved the binary there.
    paths.push(join(dirname(bun), "bin", "bun.exe"));
    resolvers.push(createRequire(bun));
  }
  const os = process.platform === "win32" ? "windows" : process.platform;
  const arch = process.arch === "arm64" ? "aarch64" : process.arch;
  const file = process.platform === "win32" ? "bun.exe" : "bun";
  for (const variant of ["", "-musl", "-baseline"]) {
    for (const require of resolvers) {
      const found = resolve(require, `@oven/bun-${os}-${arch}${variant}/package.json`);
      if (found) paths.push(join(dirname(found), "bin", file));
    }
  }
  paths.push("bun");
  return [...new Set(paths)];
}

function resolve(require, name) {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}

/** The first candidate that runs and is new enough. */
function findBun() {
  const rejected = [];
  for (const path of candidates()) {
    const { error, status, stdout } = spawnSync(path, ["--version"], { encoding: "utf8", windowsHide: true });
    const version = /^(\d+)\.(\d+)\./.exec(stdout ?? "");
    if (status === 0 && version) {
      const [major, minor] = [Number(version[1]), Number(version[2])];
      if (major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])) return path;
      rejected.push(`${path}: version ${stdout.trim()} is too old`);
    } else {
      rejected.push(`${path}: ${error ? (error.code ?? error.message) : "does not run"}`);
    }
  }
  console.error(`Error: cria needs Bun ${MINIMUM.join(".")} or newer and found none that works. Tried:`);
  for (const line of rejected) console.error(`  ${line}`);
  console.error("Install it with one of these, then try again:");
  console.error("  npm install --allow-scripts=bun     (in the folder where cria was installed)");
  console.error("  npm install --global --allow-scripts=bun bun");
  console.error("or set CRIA_BUN to the path of a Bun executable.");
  process.exit(1);
}

/** Runs the command in `bun` and ends as it ends. */
function launch(bun) {
  const child = spawn(bun, [fileURLToPath(main), ...process.argv.slice(2)], {
    stdio: "inherit",
    // A server ends when its launcher does, however that was ended.
    env: { ...process.env, CRIA_LAUNCHER: String(process.pid) },
  });
  const signals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"].filter((name) => name in constants.signals);
  const forward = new Map(signals.map((name) => [name, () => child.kill(name)]));
  for (const [name, handler] of forward) process.on(name, handler);
  // One that is too busy to hear it is ended all the same.
  process.once("SIGTERM", () => setTimeout(() => child.kill("SIGKILL"), PATIENCE).unref());
  child.on("error", (error) => {
    console.error(`Error: cannot run ${bun}: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    for (const [name, handler] of forward) process.off(name, handler);
    if (signal === null) process.exit(code ?? 1);
    // Dies of the same signal, so that a shell or a supervisor sees the truth.
    process.kill(process.pid, signal);
  });
}

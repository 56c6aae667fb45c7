// npm run fuzz -- architectures [count] [seed]: random changes to the headers of models of every architecture, each of which
// must be refused or run.
// npm run fuzz -- http [count] [seed]: random bodies of requests, each of which must be decoded as it should or get 400 or
// 413; and stores with random damage, which must work but for that.
// A crash or a hang names the change, and the seed that repeats it.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bun } from "./bun.mjs";

const [kind, count = "100000", seed = String(Date.now() % 1e9)] = process.argv.slice(2);
const programs = {
  architectures: "packages/engine/src/architectures/fuzz.child.ts",
  http: "packages/server/src/fuzz/http.child.ts",
};
if (!Object.hasOwn(programs, kind ?? "")) {
  console.error(`usage: npm run fuzz -- ${Object.keys(programs).join("|")} [count] [seed]`);
  process.exit(2);
}

const root = resolve(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "cria-fuzz-"));
const progress = join(folder, "progress");
/** Each process tries so many, and has so long for them. */
const share = 2000;
const mostSeconds = 600;
/** How often each thing happened. */
const total = {};

/** Runs one share; gives its counts. */
function run(from, many) {
  const args = [join(root, programs[kind]), String(from), String(many), progress];
  const child = spawn(bun, args, { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), mostSeconds * 1000);
  return new Promise((resolve, reject) => {
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const at = () => readFileSync(progress, "utf8");
      if (code !== 0) reject(new Error(`ended with ${signal ?? code} at ${at()}`));
      else resolve(JSON.parse(output.trim().split("\n").at(-1)));
    });
  });
}

try {
  for (let done = 0; done < Number(count); done += share) {
    const part = await run(Number(seed) + done, Math.min(share, Number(count) - done));
    for (const [what, times] of Object.entries(part)) total[what] = (total[what] ?? 0) + times;
    console.log(`${Math.min(done + share, Number(count))} of ${count} (seed ${seed}): ${JSON.stringify(total)}`);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

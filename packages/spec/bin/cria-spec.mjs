#!/usr/bin/env node
// The cria-spec command. Bun runs its source; Node >= 20 runs what was compiled of it. In a clone nothing is compiled at
// first, but npm has brought Bun.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const source = new URL("../src/command/main.ts", import.meta.url);
const compiled = new URL("../dist/command/main.js", import.meta.url);

if (process.versions.bun) await import(source.href);
else if (existsSync(compiled)) await import(compiled.href);
else {
  const { status, error } = spawnSync(bun(), [fileURLToPath(source), ...process.argv.slice(2)], { stdio: "inherit" });
  if (error) console.error("Error: cria-spec is not compiled. Run `npm run build`, or run it with Bun.");
  process.exitCode = status ?? 1;
}

function bun() {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("bun/package.json")), "bin", "bun.exe");
  } catch {
    return "bun";
  }
}

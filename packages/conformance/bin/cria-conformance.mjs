#!/usr/bin/env node
// Runs the sources in Bun and what was compiled of them in Node >= 20. In a clone nothing is compiled at first, but npm has
// brought Bun.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const start = new URL(process.versions.bun ? "../src/command/start.ts" : "../dist/command/start.js", import.meta.url);

if (existsSync(start)) await (await import(start.href)).start();
else {
  const self = fileURLToPath(import.meta.url);
  const { status, error } = spawnSync(bun(), [self, ...process.argv.slice(2)], { stdio: "inherit" });
  if (error) console.error("Error: cria-conformance is not compiled. Run `npm run build`, or run it with Bun.");
  process.exitCode = status ?? 2;
}

function bun() {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("bun/package.json")), "bin", "bun.exe");
  } catch {
    return "bun";
  }
}

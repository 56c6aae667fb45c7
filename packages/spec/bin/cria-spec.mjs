#!/usr/bin/env node
// The cria-spec command. Bun runs its source; Node >= 20 runs what was compiled of it.
import { existsSync } from "node:fs";

const main = new URL(process.versions.bun ? "../src/command/main.ts" : "../dist/command/main.js", import.meta.url);

if (existsSync(main)) await import(main.href);
else {
  console.error("Error: cria-spec is not compiled. Run `npm run build`, or run it with Bun.");
  process.exitCode = 1;
}

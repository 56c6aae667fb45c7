#!/usr/bin/env node
// Runs the sources in Bun and what was compiled of them in Node >= 20.
import { existsSync } from "node:fs";

const start = new URL(process.versions.bun ? "../src/command/start.ts" : "../dist/command/start.js", import.meta.url);

if (existsSync(start)) await (await import(start.href)).start();
else {
  console.error("Error: cria-conformance is not compiled. Run `npm run build`, or run it with Bun.");
  process.exitCode = 2;
}

#!/usr/bin/env node
// Runs the sources in Bun and what was compiled from them in Node.
const folder = process.versions.bun ? "src" : "dist";
const extension = process.versions.bun ? "ts" : "js";
const { start } = await import(new URL(`../${folder}/command/start.${extension}`, import.meta.url));
await start();

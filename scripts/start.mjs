// `npm start -- <args>` is the cria command; `npm start` alone serves.
if (process.argv.length === 2) process.argv.push("serve");
await import("../packages/server/bin/cria.mjs");

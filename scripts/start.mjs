// `npm start -- <args>` is the cria command; `npm start` alone serves.
if (process.argv.length === 2) process.argv.push("serve");

// npm runs this within a shell, which does not pass signals on: when either has gone, nobody could stop the server any more.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, "SIGTERM");
}, 250).unref();

await import("../packages/server/bin/cria.mjs");

// npm run soak [minutes]: a server with six clients that do everything at once, give up, load, unload, create and delete. No
// answer may be one that its request does not explain, and the server's memory and open files must not grow.
import { setTimeout as sleep } from "node:timers/promises";
import { runClient } from "./soak/client.mjs";
import { startServer } from "./soak/server.mjs";
import { usageOf } from "./soak/usage.mjs";

const minutes = Number(process.argv[2] ?? 10);
if (!(minutes > 0)) {
  console.error("usage: npm run soak [-- minutes]");
  process.exit(2);
}
const clients = 6;
/** Milliseconds between two looks at the server. */
const interval = 5000;
/** What the server's memory may have grown by, from the second quarter of the time to the last. */
const growth = { share: 1.15, bytes: 16 * 2 ** 20 };
/** Files that may be open at the end beside those at the start: connections that the clients keep. */
const moreFiles = 4 + clients;
/** Milliseconds that it may take until nothing is loaded any more. */
const restTime = 15_000;

const server = await startServer();
const counts = new Map();
const faults = new Map();
const times = [];
function tally(name, outcome, milliseconds) {
  const isFault = outcome !== "ok" && outcome !== "aborted";
  if (name === "version") times.push(milliseconds);
  counts.set(name, (counts.get(name) ?? 0) + 1);
  if (isFault) faults.set(`${name}: ${outcome}`, (faults.get(`${name}: ${outcome}`) ?? 0) + 1);
}

const megabytes = (bytes) => `${Math.round(bytes / 2 ** 20)} MB`;
const middleOf = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const before = usageOf(server.pid);
const samples = [];
const end = Date.now() + minutes * 60_000;
let hasEnded = false;
void server.exited.then(() => {
  hasEnded = true;
});
process.on("SIGINT", () => {
  hasEnded = true;
});
const isOver = () => hasEnded || Date.now() > end;
const running = Array.from({ length: clients }, () => runClient(server.url, isOver, tally));
while (!isOver()) {
  await sleep(Math.min(interval, Math.max(0, end - Date.now())));
  const usage = usageOf(server.pid);
  samples.push(usage);
  const left = Math.max(0, Math.round((end - Date.now()) / 1000));
  const done = [...counts.values()].reduce((sum, count) => sum + count, 0);
  console.log(
    `${left} s left: ${done} requests, ${faults.size} kinds of faults, ${megabytes(usage.bytes)}, ${usage.files} files`,
  );
}
await Promise.all(running);

/** Unloads everything, and sees whether the server is as it was. */
async function findFaultsAtRest() {
  const found = [];
  const post = (path, body) => fetch(server.url + path, { method: "POST", body: JSON.stringify(body) });
  const answer = await post("/api/generate", { model: "cria", prompt: "Hello", stream: false });
  if (answer.status !== 200) found.push(`an answer after it all has status ${answer.status}`);
  await answer.text();
  // All names are of the same weights, and those that the runner was loaded for may have been deleted.
  await (await post("/api/generate", { model: "cria", keep_alive: 0 })).text();
  let usage = usageOf(server.pid);
  const isAtRest = () => usage.children + usage.zombies === 0 && !(usage.files > before.files + moreFiles);
  for (const patience = Date.now() + restTime; !isAtRest() && Date.now() < patience; usage = usageOf(server.pid))
    await sleep(500);
  if (!isAtRest()) {
    const { models } = await (await fetch(`${server.url}/api/ps`)).json();
    found.push(
      `at rest there are ${usage.children} runners (${models.length} models), ${usage.zombies} zombies and ${usage.files} open files; ${before.files} were open at the start`,
    );
  }
  const quarter = Math.floor(samples.length / 4);
  const early = middleOf(samples.slice(quarter, 2 * quarter).map(({ bytes }) => bytes));
  const late = middleOf(samples.slice(3 * quarter).map(({ bytes }) => bytes));
  console.log(
    `memory: ${megabytes(before.bytes)} at the start, ${megabytes(early)} early, ${megabytes(late)} late, ${megabytes(usage.bytes)} at rest`,
  );
  if (quarter > 0 && late > early * growth.share + growth.bytes) found.push("the memory grows");
  return found;
}

const found = hasEnded ? ["the server, or this program, was ended"] : await findFaultsAtRest();
for (const [fault, times] of faults) found.push(`${times} × ${fault}`);
const code = await server.stop();
if (code !== 0) found.push(`the server ended with ${code}`);
times.sort((a, b) => a - b);
const percentile = (share) => times[Math.floor(share * (times.length - 1))]?.toFixed(1);
console.log([...counts].map(([name, count]) => `${name} ${count}`).join(", "));
console.log(`/api/version: p50 ${percentile(0.5)} ms, p99 ${percentile(0.99)} ms, longest ${percentile(1)} ms`);
if (found.length === 0) console.log("no fault");
else {
  console.error(found.join("\n"));
  if (server.log().trim() !== "") console.error(`The end of the server's log:\n${server.log().slice(-4000)}`);
  process.exitCode = 1;
}

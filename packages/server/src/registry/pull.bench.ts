/**
 * How fast a pull from a local docker-registry is, against `curl` and `sha256sum`: `bun pull.bench.ts [megabytes]`.
 * First over connections of 20 MB/s each and 100 ms, then without limits. Each figure is the best of three.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEnvironment } from "../environment.ts";
import { parseName } from "../store/name.ts";
import { Store } from "../store/store.ts";
import { Registries } from "./registries.ts";
import { installed, startDockerRegistry } from "./testing/docker-registry.ts";

const size = Number(process.argv[2] ?? 300) * 1e6;
const [rate, latency] = [20e6, 100];
const folder = mkdtempSync(join(tmpdir(), "cria-pull-bench-"));
const [program] = installed;
if (program === undefined) throw new Error("there is no docker-registry");

/** A way to the registry on which each connection has so many bytes per second and each request waits so long. */
function startSlowWay(host: string) {
  const server = createServer((client) => {
    const upstream = connect(Number(host.split(":")[1]), "127.0.0.1");
    client.on("data", (data) => setTimeout(() => upstream.write(data), latency));
    let free = 0;
    upstream.on("data", (data) => {
      upstream.pause();
      free = Math.max(free, performance.now()) + (data.length / rate) * 1000;
      client.write(data);
      setTimeout(() => upstream.resume(), Math.max(0, free - performance.now() - 2));
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on("close", () => other.destroy());
      one.on("error", () => other.destroy());
    }
  });
  return new Promise<string>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve(`127.0.0.1:${(server.address() as { port: number }).port}`)),
  );
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function best(work: () => Promise<unknown>): Promise<number> {
  const times = [];
  for (let i = 0; i < 3; i++) times.push(await timed(work));
  return Math.min(...times);
}

/** Pulls in a process of its own into a new store; gives its peak memory in MB. */
async function pull(host: string): Promise<number> {
  const home = mkdtempSync(join(folder, "home-"));
  const command = [process.execPath, join(import.meta.dir, "testing/pull.child.ts"), home, `${host}/bench/model`];
  const child = Bun.spawn(command, { stdout: "ignore", stderr: "inherit" });
  let peak = 0;
  // What the system says in the end would be this process's, from which that one was forked.
  while (child.exitCode === null) {
    const status = await Bun.file(`/proc/${child.pid}/status`)
      .text()
      .catch(() => "");
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    await Bun.sleep(20);
  }
  if ((await child.exited) !== 0) throw new Error("the pull failed");
  rmSync(home, { recursive: true });
  return peak / 1000;
}

const bytes = new Uint8Array(size);
for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, Math.min(at + 65_536, size)));
const environment = readEnvironment({}, join(folder, "source"));
const store = await Store.open({ root: environment.models, cacheDir: environment.cacheDir });
const blob = await store.blobs.write([bytes]);
const config = await store.blobs.writeText("{}");
const registry = await startDockerRegistry(program, folder);
const name = parseName(`${registry.host}/bench/model`)!;
await store.write(name, {
  config: { mediaType: "application/vnd.docker.container.image.v1+json", ...config },
  layers: [{ mediaType: "application/vnd.ollama.image.model", digest: blob.digest, size: blob.size }],
});
for await (const _ of new Registries(store, environment).push(name, { insecure: true }, new AbortController().signal));

const report = (what: string, seconds: number, more = "") =>
  console.log(
    `${what.padEnd(36)} ${seconds.toFixed(2).padStart(7)} s ${(size / 1e6 / seconds).toFixed(0).padStart(6)} MB/s ${more}`,
  );
const fetchWhole = async (host: string, check: boolean) => {
  const file = join(folder, "curl");
  const url = `http://${host}/v2/bench/model/blobs/${blob.digest}`;
  const command = `curl -sf -o ${file} ${url}${check ? ` && sha256sum ${file} >${file}.sum` : ""}`;
  if ((await Bun.spawn(["sh", "-c", command]).exited) !== 0) throw new Error("curl failed");
};

for (const [label, host] of [
  ["20 MB/s, 100 ms", await startSlowWay(registry.host)],
  ["no limits", registry.host],
] as const) {
  report(`${label}: curl`, await best(() => fetchWhole(host, false)));
  report(`${label}: curl + sha256sum`, await best(() => fetchWhole(host, true)));
  let memory = 0;
  const seconds = await best(async () => {
    memory = Math.max(memory, await pull(host));
  });
  report(`${label}: cria pull`, seconds, `${memory.toFixed(0)} MB of memory`);
}
await registry[Symbol.asyncDispose]();
rmSync(folder, { recursive: true });
process.exit(0);

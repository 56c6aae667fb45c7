import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Graph } from "../graph/graph.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-telemetry-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A process that uses the library, in a home of its own, with a proxy of its own as its only way to the network. */
interface Observed extends Disposable {
  readonly pid: number;
  /** The first thing that it wanted from the network. */
  readonly contact: Promise<string>;
  /** What it has asked the proxy for. */
  readonly contacts: string[];
  /** The folders and files that it has made. */
  files(): string[];
  /** What the process printed first. */
  readonly answer: Promise<string>;
}

function observe(modelPath: string, mode: "silent" | "reporting"): Observed {
  const home = join(folder, mode);
  mkdirSync(home);
  const contacts: string[] = [];
  const first = Promise.withResolvers<string>();
  const proxy = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data(socket, bytes) {
        contacts.push(bytes.toString());
        first.resolve(contacts[0]!);
        socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
      },
    },
  });
  // The environment is made anew: among the variables of a CI system the library is silent by itself.
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "telemetry.child.ts"), modelPath, mode], {
    cwd: home,
    env: {
      HOME: home,
      TMPDIR: home,
      https_proxy: `http://127.0.0.1:${proxy.port}`,
      BUN_RUNTIME_TRANSPILER_CACHE_PATH: "0",
      ...(process.env.CRIA_ORT_LIBRARY && { CRIA_ORT_LIBRARY: process.env.CRIA_ORT_LIBRARY }),
    },
    stdout: "pipe",
    stderr: "inherit",
  });
  const reader = child.stdout.getReader();
  return {
    pid: child.pid,
    contact: first.promise,
    contacts,
    files: () => (readdirSync(home, { recursive: true }) as string[]).sort(),
    answer: reader.read().then(({ value }) => new TextDecoder().decode(value).trim()),
    [Symbol.dispose]() {
      child.kill("SIGKILL");
      proxy.stop(true);
    },
  };
}

/** Inodes of the sockets that a process has open to a network, of whatever kind; its pipes may be sockets, too. */
function networkSockets(pid: number): string[] {
  const known = ["tcp", "tcp6", "udp", "udp6"].flatMap((kind) =>
    readFileSync(`/proc/${pid}/net/${kind}`, "utf8")
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/)[9]),
  );
  const open = readdirSync(`/proc/${pid}/fd`).map(
    (fd) => /^socket:\[(\d+)\]$/.exec(target(`/proc/${pid}/fd/${fd}`))?.[1],
  );
  return open.filter((inode) => inode !== undefined && known.includes(inode)) as string[];
}

/** Where a link leads; nowhere if it has just gone. */
function target(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return "";
  }
}

test.skipIf(process.platform !== "linux")(
  "ONNX Runtime makes no file and no connection, where it would by itself",
  async () => {
    const graph = new Graph("none");
    const inputs = ["a", "b"].map((name) => graph.input(name, "float32", [2]));
    graph.output("sum", graph.apply("Add", inputs), "float32", [2]);
    const modelPath = join(folder, "add.onnx");
    writeFileSync(modelPath, graph.encode());

    using silent = observe(modelPath, "silent");
    expect(await silent.answer).toBe("11,22");
    using reporting = observe(modelPath, "reporting");
    expect(await reporting.answer).toBe("11,22");
    // It waits for some seconds before it reports. The silent process started earlier: it has had its chance.
    expect(await reporting.contact).toStartWith("CONNECT mobile.events.data.microsoft.com:443");
    expect(reporting.files().map((path) => path.split("/").at(-1))).toContain("deviceid");

    expect(silent.contacts).toEqual([]);
    // The proxies are sockets of this process.
    expect(networkSockets(process.pid).length).toBeGreaterThanOrEqual(2);
    expect(networkSockets(silent.pid)).toEqual([]);
    expect(silent.files()).toEqual([]);
  },
  60_000,
);

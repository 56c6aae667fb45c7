import { createServer, type Socket } from "node:net";
import { manifestType } from "../../store/manifest.ts";

/** A request as the registry saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** How many requests of the same method and path came before. */
  readonly earlier: number;
}

/** What the registry does wrong with one answer. */
export interface Fault {
  /** Another status, with a body of its own. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Closes the connection after so many bytes of the body; 0 before the answer begins. */
  readonly cut?: number;
  /** Sends nothing more after so many bytes of the body, and leaves the connection open. */
  readonly stall?: number;
  /** Ends the body after so many bytes, and has said so: a short body that looks whole. */
  readonly short?: number;
  /** Sends the whole blob with status 200, whatever range was asked for. */
  readonly ignoreRange?: boolean;
  /** Says nothing of the length: the end of the connection ends the body. */
  readonly unmeasured?: boolean;
  /** Changes the bytes of the whole blob. */
  readonly mangle?: (blob: Uint8Array) => Uint8Array;
  /** Milliseconds before the answer. */
  readonly delay?: number;
  /** Bytes per second and connection. */
  readonly rate?: number;
}

/** Answers that are none of the registry's: another path, a token service, a storage. */
export type Extra = (request: SeenRequest) => Fault | undefined;

/** A registry on loopback that has one model under every name, and does wrong what it is told to. */
export class FaultyRegistry implements AsyncDisposable {
  readonly requests: SeenRequest[] = [];
  readonly blobs = new Map<string, Uint8Array>();
  manifest = "";
  /** Asked for each request. */
  fault: Extra = () => undefined;
  /** Bytes of blobs that were sent. */
  sent = 0;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((socket) => this.#serve(socket));
  #port = 0;

  /** Starts one whose model has layers of these bytes, the first of which are its weights. */
  static async start(...layers: readonly Uint8Array[]): Promise<FaultyRegistry> {
    const registry = new FaultyRegistry();
    await new Promise<void>((resolve) => registry.#server.listen(0, "127.0.0.1", resolve));
    registry.#port = (registry.#server.address() as { port: number }).port;
    registry.setLayers(...layers);
    return registry;
  }

  /** Gives the model other layers. */
  setLayers(...layers: readonly Uint8Array[]): void {
    const config = { model_format: "gguf", model_family: "llama", model_families: ["llama"] };
    const entry = (bytes: Uint8Array, mediaType: string) => {
      const digest = `sha256:${Bun.SHA256.hash(bytes, "hex")}`;
      this.blobs.set(digest, bytes);
      return { mediaType, digest, size: bytes.length };
    };
    this.manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      config: entry(Buffer.from(JSON.stringify(config)), "application/vnd.docker.container.image.v1+json"),
      layers: layers.map((bytes, i) => entry(bytes, `application/vnd.ollama.image.${i === 0 ? "model" : "license"}`)),
    });
  }

  get host(): string {
    return `127.0.0.1:${this.#port}`;
  }

  name(model = "model"): string {
    return `${this.host}/library/${model}`;
  }

  /** Requests of blobs. */
  get blobRequests(): readonly SeenRequest[] {
    return this.requests.filter(({ path }) => path.includes("/blobs/"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => undefined);
    let text = "";
    let queue = Promise.resolve();
    socket.on("data", (data) => {
      text += data.toString("latin1");
      for (let end = text.indexOf("\r\n\r\n"); end >= 0; end = text.indexOf("\r\n\r\n")) {
        const head = text.slice(0, end);
        text = text.slice(end + 4);
        queue = queue.then(() => this.#answer(socket, head)).catch(() => void socket.destroy());
      }
    });
  }

  async #answer(socket: Socket, head: string): Promise<void> {
    const [first = "", ...lines] = head.split("\r\n");
    const [method = "", path = ""] = first.split(" ");
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
    );
    const earlier = this.requests.filter((seen) => seen.method === method && seen.path === path).length;
    const request = { method, path, headers, earlier };
    this.requests.push(request);
    const fault = this.fault(request) ?? {};
    await Bun.sleep(fault.delay ?? 0);
    if (fault.cut === 0) return void socket.destroy();
    const { status, body, extra } = fault.status !== undefined ? other(fault) : this.#content(request, fault);
    const length = fault.short === undefined ? body.length : Math.min(fault.short, body.length);
    const fields = {
      ...(fault.unmeasured ? { connection: "close" } : { "content-length": String(length) }),
      ...extra,
      ...fault.headers,
    };
    const lineOf = ([name, value]: [string, string]) => `${name}: ${value}\r\n`;
    socket.write(`HTTP/1.1 ${status} X\r\n${Object.entries(fields).map(lineOf).join("")}\r\n`);
    if (method === "HEAD") return;
    const most = Math.min(length, fault.cut ?? length, fault.stall ?? length);
    await this.#send(socket, body.subarray(0, most), fault.rate, path.includes("/blobs/"));
    if (fault.stall !== undefined) await new Promise((resolve) => socket.once("close", resolve));
    if (fault.cut !== undefined || fault.unmeasured) socket.end();
  }

  async #send(socket: Socket, bytes: Uint8Array, rate: number | undefined, isBlob: boolean): Promise<void> {
    const piece = rate === undefined ? 256 * 1024 : Math.ceil(rate / 50);
    for (let at = 0; at < bytes.length; at += piece) {
      if (socket.destroyed) return;
      const isFull = !socket.write(bytes.subarray(at, at + piece));
      if (isBlob) this.sent += Math.min(piece, bytes.length - at);
      if (rate !== undefined) await Bun.sleep(20);
      if (isFull) {
        await new Promise<void>((resolve) => {
          socket.once("drain", resolve);
          socket.once("close", () => resolve());
        });
      }
    }
  }

  #content({ path, headers }: SeenRequest, fault: Fault) {
    if (path.includes("/manifests/")) return plain(200, this.manifest, { "content-type": manifestType });
    const found = this.blobs.get(path.split("?")[0]!.split("/").at(-1)!);
    if (found === undefined) return plain(404, "{}");
    const blob = fault.mangle?.(found) ?? found;
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? "") ?? [];
    if (from === undefined || fault.ignoreRange) return { status: 200, body: blob, extra: {} };
    const body = blob.subarray(Number(from), Number(to) + 1);
    return { status: 206, body, extra: { "content-range": `bytes ${from}-${to}/${blob.length}` } };
  }
}

function plain(status: number, text: string, extra: Record<string, string> = {}) {
  return { status, body: Buffer.from(text) as Uint8Array, extra };
}

function other({ status = 200, body = "" }: Fault) {
  return plain(status, body);
}

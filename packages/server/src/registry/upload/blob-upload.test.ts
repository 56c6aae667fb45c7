import { afterEach, beforeEach, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { TestServer } from "../../api/test-server.ts";
import { parseName } from "../../store/name.ts";
import { errorOf, noise, quick, steps } from "../testing/pulling.ts";

const MiB = 2 ** 20;
/** Three parts, the last of them short. */
const weights = noise(40 * MiB + 7, 21);
const digest = `sha256:${Bun.SHA256.hash(weights, "hex")}`;

type Seen = {
  readonly method: string;
  readonly path: string;
  readonly search: URLSearchParams;
  readonly bytes: number;
};

/** A registry that takes uploads. `fault` may answer before it does. */
class UploadRegistry {
  readonly seen: Seen[] = [];
  readonly blobs = new Map<string, Uint8Array>();
  manifest = "";
  /** Sends parts to a storage, as Ollama's does. */
  redirects = false;
  fault: (seen: Seen, request: Request) => Response | undefined = () => undefined;
  #upload: Uint8Array[] = [];
  #sums: Buffer[] = [];
  readonly #server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: (request) => this.#answer(request) });

  get host(): string {
    return `127.0.0.1:${this.#server.port}`;
  }

  stop(): Promise<void> {
    return this.#server.stop(true);
  }

  get #received(): number {
    return this.#upload.reduce((sum, { length }) => sum + length, 0);
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname: path, searchParams: search } = new URL(request.url);
    const body = await request.bytes();
    const seen = { method: request.method, path, search, bytes: body.length };
    this.seen.push(seen);
    const refused = this.fault(seen, request);
    if (refused !== undefined) return refused;
    const location = { location: `/v2/uploads/1?state=${this.#received + 1}` };
    if (path.startsWith("/storage")) {
      if (request.headers.has("authorization")) return new Response("no", { status: 400 });
      this.#upload.push(body);
      this.#sums.push(createHash("md5").update(body).digest());
      return new Response();
    }
    if (path.includes("/manifests/")) {
      this.manifest = new TextDecoder().decode(body);
      return new Response(null, { status: 201 });
    }
    if (request.method === "HEAD") {
      return new Response(null, { status: this.blobs.has(path.split("/").at(-1)!) ? 200 : 404 });
    }
    if (request.method === "POST") {
      this.#upload = [];
      this.#sums = [];
      return new Response(null, { status: 202, headers: location });
    }
    if (request.method === "GET") {
      return new Response(null, {
        status: 204,
        headers: { ...location, range: `0-${Math.max(0, this.#received - 1)}` },
      });
    }
    if (request.method === "PUT") return this.#commit(search);
    if (this.redirects) {
      const headers = { location: `http://${this.host}/storage?part=1`, "docker-upload-location": location.location };
      return new Response(null, { status: 307, headers });
    }
    const [from] = request.headers.get("content-range")?.split("-") ?? [];
    if (Number(from) !== this.#received) return new Response("range", { status: 416 });
    this.#upload.push(body);
    return new Response(null, { status: 202, headers: location });
  }

  #commit(search: URLSearchParams): Response {
    const bytes = Buffer.concat(this.#upload);
    const sum = `${createHash("md5").update(Buffer.concat(this.#sums)).digest("hex")}-${this.#sums.length}`;
    if (this.redirects && search.get("etag") !== sum) return new Response("etag", { status: 400 });
    if (search.get("digest") !== `sha256:${Bun.SHA256.hash(bytes, "hex")}`)
      return new Response("digest", { status: 400 });
    this.blobs.set(search.get("digest")!, bytes);
    return new Response(null, { status: 201 });
  }
}

let registry: UploadRegistry;
let server: TestServer;
beforeEach(async () => {
  registry = new UploadRegistry();
  server = await TestServer.start({}, quick);
  const blob = await server.store.blobs.write([weights]);
  const config = await server.store.blobs.writeText("{}");
  await server.store.write(parseName(model())!, {
    config: { mediaType: "application/vnd.docker.container.image.v1+json", ...config },
    layers: [{ mediaType: "application/vnd.ollama.image.model", ...blob, from: `${registry.host}/other/base:tag` }],
  });
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await registry.stop();
});

const model = () => `${registry.host}/some/model:tag`;
const push = async () => steps(await server.send("POST", "/api/push", { model: model(), insecure: true }));
const patches = () => registry.seen.filter(({ method }) => method === "PATCH");

function expectPushed(): void {
  expect(Buffer.compare(registry.blobs.get(digest)!, weights)).toBe(0);
  expect(registry.blobs.size).toBe(2);
}

test("parts, one after the other, then the manifest as it is stored", async () => {
  const all = await push();
  expect(errorOf(all)).toBeUndefined();
  expectPushed();
  expect(patches().map(({ bytes }) => bytes)).toEqual([16 * MiB, 16 * MiB, 8 * MiB + 7, 2]);
  const stored = await server.store.readManifest(parseName(model())!);
  expect(registry.manifest).toBe(stored!);
  const about = all.filter((step) => step.digest === digest);
  expect(about[0]).toEqual({ status: `pushing ${digest.slice(7, 19)}`, digest, total: weights.length });
  expect(about.at(-1)).toMatchObject({ total: weights.length, completed: weights.length });
  expect([all[0], ...all.slice(-2)].map((step) => step?.status)).toEqual([
    "retrieving manifest",
    "pushing manifest",
    "success",
  ]);
  registry.seen.length = 0;
  expect(errorOf(await push())).toBeUndefined();
  expect(registry.seen.map(({ method }) => method)).toEqual(["HEAD", "HEAD", "PUT"]);
});

test("parts that the registry sends to a storage, with the sum of their sums", async () => {
  registry.redirects = true;
  expect(errorOf(await push())).toBeUndefined();
  expectPushed();
});

test("a layer that another repository has is mounted", async () => {
  registry.fault = ({ search }) => {
    if (search.get("mount") !== digest || search.get("from") !== "other/base") return undefined;
    registry.blobs.set(digest, weights);
    return new Response(null, { status: 201 });
  };
  expect(errorOf(await push())).toBeUndefined();
  expectPushed();
  expect(patches().map(({ bytes }) => bytes)).toEqual([2]);
});

test("a part that failed is sent again, from where the registry is", async () => {
  let calls = 0;
  registry.fault = ({ method }) =>
    method === "PATCH" && ++calls % 2 === 0 ? new Response("busy", { status: 503 }) : undefined;
  expect(errorOf(await push())).toBeUndefined();
  expectPushed();
  expect(registry.seen.filter(({ method }) => method === "GET").length).toBeGreaterThan(1);
});

test("an upload that the registry forgot begins anew", async () => {
  let isForgotten = false;
  registry.fault = ({ method }) => {
    if (isForgotten && method === "POST") isForgotten = false;
    else if (method === "PATCH" && patches().length === 2) isForgotten = true;
    return isForgotten ? new Response("unknown", { status: 404 }) : undefined;
  };
  expect(errorOf(await push())).toBeUndefined();
  expectPushed();
});

test("a push that ended goes on with the next one", async () => {
  registry.fault = ({ method }) =>
    method === "PATCH" && patches().length === 3 ? new Response("no", { status: 403 }) : undefined;
  expect(errorOf(await push())).toBe("403: no");
  registry.fault = () => undefined;
  registry.seen.length = 0;
  expect(errorOf(await push())).toBeUndefined();
  expectPushed();
  expect(patches().map(({ bytes }) => bytes)).toEqual([8 * MiB + 7, 2]);
});

test("a registry that fails without end, and a model that is not there", async () => {
  registry.fault = () => new Response("busy", { status: 503 });
  expect(errorOf(await push())).toStartWith("503: ");
  const missing = await steps(await server.send("POST", "/api/push", { model: "nowhere", insecure: true }));
  expect(missing.slice(1)).toEqual([
    { status: "couldn't retrieve manifest" },
    { error: "model 'nowhere:latest' not found" },
  ]);
});

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { configType, type LayerKind, mediaType } from "./manifest.ts";
import { fullName, type ModelName, parseName, shortName } from "./name.ts";
import { ModelNotFoundError, Store } from "./store.ts";

let root: string;
let cacheDir: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "cria-store-"));
  cacheDir = join(root, "cria-cache");
});
afterEach(() => rm(root, { recursive: true, force: true }));

const open = (options = {}) => Store.open({ root, cacheDir, ...options });
const named = (text: string) => parseName(text) as ModelName;

/** Writes a model of text layers. */
async function make(store: Store, name: string, layers: Partial<Record<LayerKind, string>>, more = {}): Promise<void> {
  const written = [];
  for (const [kind, text] of Object.entries(layers)) {
    const { digest, size } = await store.blobs.writeText(text);
    written.push({ mediaType: mediaType(kind as LayerKind), digest, size });
  }
  const config = await store.blobs.writeText(
    `${JSON.stringify({ model_format: "gguf", model_family: "llama", ...more })}\n`,
  );
  await store.write(named(name), {
    config: { mediaType: configType, digest: config.digest, size: config.size },
    layers: written,
  });
}

async function files(folder = root): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

const blobOf = (text: string) => `blobs/sha256-${Bun.SHA256.hash(text, "hex")}`;

async function age(path: string, hours: number): Promise<void> {
  const time = new Date(Date.now() - hours * 3_600_000);
  await utimes(join(root, path), time, time);
}

describe("a model", () => {
  test("is read with its layers", async () => {
    const store = await open();
    await make(store, "ns/m:t", {
      template: "T",
      system: "S",
      params: '{"stop":["a"],"top_k":1}\n',
      messages: '[{"role":"user","content":"hi"}]\n',
      license: "L",
    });
    const model = await store.resolve(named("ns/m:t"));
    expect(model).toMatchObject({
      template: "T",
      system: "S",
      parameters: { stop: ["a"], top_k: 1 },
      messages: [{ role: "user", content: "hi" }],
      licenses: ["L"],
      modelPath: undefined,
      config: { model_family: "llama" },
    });
    expect(model.size).toBe(model.manifest.layers.reduce((sum, layer) => sum + layer.size, model.manifest.config.size));
    expect(model.digest).toBe(
      Bun.SHA256.hash(await Bun.file(join(root, "manifests/registry.ollama.ai/ns/m/t")).bytes(), "hex"),
    );
  });

  test("is found in any case, and keeps the case of its first name", async () => {
    const store = await open();
    await make(store, "NS/Model:Tag", { system: "1" });
    expect(fullName((await store.resolve(named("ns/mODEL:tAG"))).name)).toBe("registry.ollama.ai/NS/Model:Tag");
    await make(store, "ns/model:tag", { system: "2" });
    expect((await store.list()).map((model) => shortName(model.name))).toEqual(["NS/Model:Tag"]);
    expect(shortName(await store.canonical(named("NS/other:TAG")))).toBe("NS/other:Tag");
  });

  test("changes when another program changes it", async () => {
    const store = await open();
    await make(store, "m", { system: "1" });
    expect((await store.resolve(named("m"))).system).toBe("1");
    await make(await open(), "m", { system: "2" });
    expect((await store.resolve(named("m"))).system).toBe("2");
  });

  test("that is not there is not found", async () => {
    const store = await open();
    expect(store.resolve(named("m"))).rejects.toThrow(ModelNotFoundError);
    expect(store.delete(named("m"))).rejects.toThrow(ModelNotFoundError);
    expect(store.copy(named("m"), named("n"))).rejects.toThrow(ModelNotFoundError);
    expect(await store.list()).toEqual([]);
    expect(await files()).toEqual([]);
  });

  test("whose blob is missing is not written", async () => {
    const store = await open();
    const layer = { mediaType: mediaType("system"), digest: `sha256:${"a".repeat(64)}`, size: 1 };
    expect(store.write(named("m"), { config: layer, layers: [] })).rejects.toThrow("no such file or directory");
  });
});

/** A GGUF file with metadata alone; each text is shorter than 128 bytes, so that the file is a text, too. */
function ggufText(metadata: Readonly<Record<string, string>>): string {
  const number = (value: number, bytes: number) => String.fromCharCode(value) + "\0".repeat(bytes - 1);
  const text = (value: string) => number(value.length, 8) + value;
  const entries = Object.entries(metadata).map(([key, value]) => text(key) + number(8, 4) + text(value));
  return `GGUF${number(3, 4)}${number(0, 8)}${number(entries.length, 8)}${entries.join("")}`;
}

test.each([
  [{}, "jinja", ["tools", "thinking", "completion"]],
  [{ parser: "passthrough" }, "go", ["completion", "insert"]],
  [{ renderer: "qwen3-coder" }, "go", ["completion", "insert"]],
] as const)("with the config %j the template in use is the %s one", async (more, kind, capabilities) => {
  const chatTemplate = "{{ tools }}<think></think>";
  const model = ggufText({ "general.architecture": "llama", "tokenizer.chat_template": chatTemplate });
  const store = await open();
  await make(store, "m", { model, template: "{{ .Prompt }}{{ .Suffix }}" }, more);
  const found = await store.resolve(named("m"));
  expect(await found.templateInUse()).toBe(kind);
  expect<readonly string[]>(await found.capabilities()).toEqual(capabilities);
});

test("the list is newest first and leaves out what cannot be read", async () => {
  const store = await open();
  const base = "manifests/registry.ollama.ai/library";
  for (const name of ["old", "new", "broken"]) await make(store, name, { system: name });
  await age(`${base}/old/latest`, 2);
  await Bun.write(join(root, `${base}/broken/latest`), "{");
  expect((await store.list()).map((model) => model.name.model)).toEqual(["new", "old"]);
});

describe("removal", () => {
  test("deleting removes the name, its folders and what only it used", async () => {
    const store = await open();
    await make(store, "a", { system: "shared", template: "own" });
    await make(store, "b", { system: "shared" });
    const own = Bun.SHA256.hash("own", "hex");
    const prepared = join(cacheDir, own, "0123456789abcdef", "entry.json");
    await Bun.write(prepared, JSON.stringify({ bytes: 1, sources: [join(root, blobOf("own"))] }));
    await store.delete(named("A"));
    expect(await files()).toContain(blobOf("shared"));
    expect(await files()).not.toContain(blobOf("own"));
    expect(await readdir(cacheDir)).toEqual(["lock"]);
    expect(await readdir(join(root, "manifests/registry.ollama.ai/library"))).toEqual(["b"]);
    await store.delete(named("b"));
    expect(await files()).toEqual(["cria-cache/lock"]);
    expect(await readdir(join(root, "manifests"))).toEqual([]);
  });

  test("writing over a name removes what only its former manifest used, unless told not to", async () => {
    const store = await open();
    await make(store, "a", { system: "first" });
    await make(store, "a", { system: "second" });
    expect(await files()).not.toContain(blobOf("first"));
    const careful = await open({ noPrune: true });
    await make(careful, "a", { system: "third" });
    expect(await files()).toContain(blobOf("second"));
  });

  test("a copy has the same bytes, and copying onto itself changes nothing", async () => {
    const store = await open();
    await make(store, "a", { system: "s" });
    await store.copy(named("a"), named("x/b:c"));
    await store.copy(named("a"), named("A"));
    const [first, second] = [await store.resolve(named("a")), await store.resolve(named("x/b:c"))];
    expect(first.digest).toBe(second.digest);
    await store.delete(named("a"));
    expect((await store.resolve(named("x/b:c"))).system).toBe("s");
  });

  test("opening removes old unused files, and files that are no blobs", async () => {
    await make(await open(), "a", { system: "used" });
    const unused = blobOf("unused");
    for (const path of [unused, blobOf("fresh"), "blobs/sha256-123", "blobs/folder/file"]) {
      await Bun.write(join(root, path), "x");
    }
    for (const path of [unused, "blobs/sha256-123", blobOf("used"), "blobs/folder/file"]) await age(path, 2);
    await open({ noPrune: true });
    expect(await files()).toContain(unused);
    await open();
    const left = await files();
    expect(left).toContain(blobOf("used"));
    expect(left).toContain(blobOf("fresh"));
    expect(left).toContain("blobs/folder/file");
    expect(left).not.toContain(unused);
    expect(left).not.toContain("blobs/sha256-123");
  });

  test.each([
    ["manifests/registry.ollama.ai/library/a/broken", "{"],
    ["manifests/registry.ollama.ai/library/a/.DS_Store", "x"],
  ])("opening removes nothing if there is %s", async (path, content) => {
    await make(await open(), "a", {});
    await Bun.write(join(root, path), content);
    await Bun.write(join(root, blobOf("unused")), "x");
    await age(blobOf("unused"), 2);
    await open();
    expect(await files()).toContain(blobOf("unused"));
  });

  test("a digest in a manifest that is none removes nothing", async () => {
    const store = await open();
    await Bun.write(join(root, "precious"), "x");
    await Bun.write(
      join(root, "manifests/registry.ollama.ai/library/evil/latest"),
      '{"config":{"digest":"../precious"},"layers":[{"digest":"sha256-../../precious"}]}',
    );
    await store.delete(named("evil"));
    expect(await files()).toEqual(["precious"]);
  });
});

test("files of an old release are renamed", async () => {
  const hex = Bun.SHA256.hash("x", "hex");
  await Bun.write(join(root, `blobs/sha256:${hex}`), "x");
  await open();
  expect(await files()).toEqual([`blobs/sha256-${hex}`]);
});

test("many changes at once leave a store in which every model is whole", async () => {
  const store = await open();
  const jobs = Array.from({ length: 30 }, async (_, index) => {
    const name = `m${index % 5}`;
    await make(store, name, { system: "shared", template: `t${index % 3}` }).catch(() => undefined);
    if (index % 2 === 0) await store.delete(named(name)).catch(() => undefined);
  });
  await Promise.all(jobs);
  for (const model of await store.list()) {
    for (const { digest } of model.manifest.layers) expect(await store.blobs.has(digest)).toBe(true);
  }
});

describe("blobs", () => {
  test("are written under their digest, once", async () => {
    const { blobs } = await open();
    const first = await blobs.writeText("hello");
    expect(first).toEqual({ digest: `sha256:${Bun.SHA256.hash("hello", "hex")}`, size: 5, created: true });
    expect((await blobs.writeText("hello")).created).toBe(false);
    expect(await files()).toEqual([blobOf("hello")]);
  });

  test("that break off leave nothing", async () => {
    const { blobs } = await open();
    const breaks = async function* () {
      yield new Uint8Array(10);
      throw new Error("the client left");
    };
    expect(blobs.write(breaks())).rejects.toThrow("the client left");
    await blobs.write(breaks()).catch(() => undefined);
    expect(await files()).toEqual([]);
  });

  test("that exist look new after they were written again", async () => {
    const { blobs } = await open();
    const { digest } = await blobs.writeText("x");
    await age(blobOf("x"), 5);
    await blobs.writeText("x");
    expect(Date.now() - (await Bun.file(blobs.path(digest)).stat()).mtimeMs).toBeLessThan(60_000);
  });
});

test("no name and no digest reaches a file outside the store", async () => {
  const outside = await mkdtemp(join(tmpdir(), "cria-outside-"));
  const inner = join(outside, "a", "store");
  try {
    await Bun.write(join(outside, "precious"), "x");
    const store = await Store.open({ root: inner, cacheDir: join(inner, "cria-cache") });
    const part = fc.constantFrom("..", ".", "/", "\\", ":", "sha256:", "sha256-", "~", "precious", "a", "\0", "%2e");
    const hostile = fc.oneof(
      fc.array(part, { maxLength: 8 }).map((parts) => parts.join("")),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (first, second) => {
        const [source, target] = [parseName(first), parseName(second)];
        if (source !== undefined) await make(store, shortName(source), { system: "s" });
        if (source !== undefined && target !== undefined) await store.copy(source, target);
        if (target !== undefined) await store.delete(target).catch(() => undefined);
        await store.blobs.has(first).catch(() => undefined);
        await store.removeUnused([second]).catch(() => undefined);
        expect((await files(outside)).filter((path) => !path.startsWith("a/store/"))).toEqual(["precious"]);
      }),
      { numRuns: 60 },
    );
  } finally {
    await rm(outside, { recursive: true });
  }
});

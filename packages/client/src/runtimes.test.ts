import { beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { answerAsOllama } from "./testing/ollama-answers.ts";
import { startScriptedServer } from "./testing/scripted-server.ts";

const folder = resolve(import.meta.dir, "..");
const dist = join(folder, "dist");
const bin = resolve(folder, "../../node_modules/.bin");

beforeAll(() => {
  const { exitCode, stdout } = Bun.spawnSync([join(bin, "tsc"), "-b", folder]);
  if (exitCode !== 0) throw new Error(`the client does not compile: ${stdout}`);
}, 120_000);

describe("the compiled client", () => {
  const bytes = "weights".repeat(10_000);
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const runtimes: [string, string[]][] = [
    ["Node", ["node"]],
    ["Bun", [process.execPath]],
    ["Deno", ["deno", "run", "--allow-all"]],
  ];
  for (const [name, command] of runtimes) {
    const absent = Bun.which(command[0]!) === null;
    test.skipIf(absent)(
      `runs in ${name} (skipped where it is not installed)`,
      async () => {
        const uploads: string[] = [];
        using server = startScriptedServer((request) => {
          if (!request.path.startsWith("/api/blobs/")) return answerAsOllama(request);
          if (request.method === "HEAD") return new Response(null, { status: 404 });
          uploads.push(new TextDecoder().decode(request.body));
          return new Response(null, { status: 201 });
        });
        const child = Bun.spawn([...command, join(dist, "testing/runtime-program.js"), server.url], { stderr: "pipe" });
        const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
        expect(errors).toBe("");
        expect(JSON.parse(output)).toEqual({
          digest,
          text: "It scatters.",
          aborted: "AbortError",
          refused: [404, "model 'absent' not found"],
          unreachable: "ConnectionError",
          models: 1,
          version: { version: "0.33.0" },
          image: "AQID",
        });
        expect(uploads).toEqual([bytes, bytes]);
      },
      30_000,
    );
  }

  test("imports nothing but Node's own modules, and those not for browsers", () => {
    const imports = (file: string) =>
      [...readFileSync(join(dist, file), "utf8").matchAll(/^(?:import|export)[^;]*? from "([^"]+)"/gm)].map(
        ([, from]) => from!,
      );
    const shipped = readdirSync(dist).filter((file) => file.endsWith(".js") && !file.endsWith(".test.js"));
    expect(shipped).toContainValues(["index.js", "browser.js", "operations.js"]);
    for (const file of shipped) {
      const foreign = imports(file).filter((from) => !from.startsWith("./"));
      expect([file, foreign]).toEqual([file, file === "index.js" ? ["node:crypto", "node:fs/promises"] : []]);
    }
  });
});

describe("a bundle for browsers", () => {
  const bundle = async (program: string) => {
    // Beside the compiled client, so that the package finds itself by its name.
    const entry = join(dist, `bundle-${Bun.hash(program)}.js`);
    writeFileSync(entry, program);
    try {
      const built = await Bun.build({ entrypoints: [entry], minify: true, target: "browser" });
      return await built.outputs[0]!.text();
    } finally {
      rmSync(entry);
    }
  };

  test.each([
    ["everything", 'export * from "@cria/client"; export { default } from "@cria/client";'],
    ["the class alone", 'import { Ollama } from "@cria/client"; globalThis.ollama = new Ollama();'],
    ["the entry for browsers", 'import ollama from "@cria/client/browser"; globalThis.ollama = ollama;'],
  ])("of %s is small and holds neither schemas nor Node", async (_, program) => {
    const code = await bundle(program);
    expect(code).toContain("/api/chat");
    expect(code.length).toBeLessThan(15_000);
    expect(code).not.toContain("TypeBox");
    expect(code).not.toContain("node:");
    expect(code).not.toContain("/v1/responses");
  });

  test("of any operation holds no schemas either", async () => {
    const code = await bundle('import { call } from "@cria/client/operations"; globalThis.call = call;');
    expect(code).toContain("/v1/responses");
    expect(code).not.toContain("TypeBox");
    expect(code.length).toBeLessThan(12_000);
  });

  test("shakes off what a program does not use", async () => {
    const code = await bundle('import { readNdjson } from "@cria/client"; globalThis.read = readNdjson;');
    expect(code).not.toContain("/api/chat");
    expect(code.length).toBeLessThan(3_000);
  });
});

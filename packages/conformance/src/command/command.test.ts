import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { json } from "../fake/answer.ts";
import type { Mutation } from "../fake/server.ts";
import { FakeState } from "../fake/state.ts";
import { tinyModelName } from "../target/tiny-model.ts";
import { against, bin, checksJson, command, compile, executable, temporaryFolder } from "../testing/run-command.ts";

const hasModel = existsSync(new URL("../../../server/model/cria.gguf", import.meta.url));
const folder = temporaryFolder();
beforeAll(compile, 120_000);
afterAll(() => folder[Symbol.dispose]());

/** A server with a version whose other paths are unknown, and that falls silent once it is asked with a query. */
async function startStuck() {
  const { promise: silent, resolve: fallSilent } = Promise.withResolvers<void>();
  const server = createHttpServer((request, response) => {
    if (request.url?.includes("?")) return fallSilent();
    if (request.url === "/api/version")
      response.setHeader("content-type", "application/json").end('{"version":"0.12.0"}');
    else response.writeHead(404, { "content-type": "text/plain" }).end("404 page not found");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}`, silent, [Symbol.asyncDispose]: stop };
}

const wrongVersion: Mutation = {
  answer: (answer, { operation }) => (operation === "version" ? json(200, { version: "v0.6" }) : answer),
};

describe.each(["bun", "node"])("in %s", (runtime) => {
  test("0 for a server that conforms", async () => {
    const { code, output, errors } = await against({}, runtime, ["--only", "version"]);
    expect(output).toMatch(/✓ Version +100 %/);
    expect(output).toContain("conforms to Ollama 0.33.0");
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
  }, 20_000);

  test("1 for one that does not", async () => {
    const { code, output } = await against(wrongVersion, runtime, ["--only", "version"]);
    expect(output).toContain("✗ version.semver");
    expect(output).toContain("curl -i ");
    expect(output).toContain("does not conform");
    expect(code).toBe(1);
  }, 20_000);

  test("2 where nothing answers", async () => {
    const free = createServer();
    const port = await new Promise<number>((resolve) => {
      free.listen(0, "127.0.0.1", () => resolve((free.address() as AddressInfo).port));
    });
    await new Promise((resolve) => free.close(resolve));
    const { code, output, errors } = await command(runtime, [`http://127.0.0.1:${port}`]);
    expect(errors).toContain("Error: no server answers");
    expect({ code, output }).toEqual({ code: 2, output: "" });
  }, 20_000);

  test("Ctrl-C ends within a second with what was checked", async () => {
    await using server = await startStuck();
    const output = join(folder.path, `stopped-${runtime}`);
    const words = [server.url, "--only", "routing,version", "--report", "json", "--output", output];
    const stopped = server.silent.then(() => performance.now());
    const { code, errors, output: told } = await command(runtime, words, server.silent);
    // A second, and another for a machine with much to do.
    expect(performance.now() - (await stopped)).toBeLessThan(2000);
    expect(errors).toMatch(/The run was stopped: \d+ of \d+ checks were made/);
    expect(told).toContain("routing.path.query-ignored");
    expect(code).toBe(2);
    const report = checksJson(output);
    expect(report.conforms).toBe(false);
    expect(report.totals.pass).toBeGreaterThan(1);
  }, 20_000);
});

test("failures that are expected do not count; one that passes now does", async () => {
  const file = join(folder.path, "expected.txt");
  const broken = ["version.semver", "version.client-gate", "version.no-prefix"];
  writeFileSync(file, `${broken.join("\n")} # a fork\n`);
  const words = ["--only", "version", "--expected-failures", file];
  expect((await against(wrongVersion, "bun", words)).code).toBe(0);
  const { code, errors } = await against({}, "bun", words);
  expect(errors).toContain("version.semver passes now");
  expect(code).toBe(1);
  writeFileSync(file, "version.nothing\n");
  const unknown = await against({}, "bun", words);
  expect(unknown.errors).toContain("no check has the id version.nothing");
  expect(unknown.code).toBe(2);
}, 20_000);

test("a profile checks what its client needs, and says what its user sees", async () => {
  const { code, output } = await against(wrongVersion, "bun", ["--profile", "copilot"]);
  expect(output).toContain("Copilot would say that it cannot verify the server's version because");
  expect(output).not.toContain("Zed");
  expect(code).toBe(1);
  const strange = await against({}, "bun", ["--profile", "emacs"]);
  expect(strange.errors).toMatch(/no profile is called emacs; there are copilot, zed, /);
  expect(strange.code).toBe(2);
}, 20_000);

test("--level should fails for a broken SHOULD", async () => {
  const banner: Mutation = {
    answer: (answer, { operation }) =>
      operation === "root" ? { ...answer, body: { kind: "text", text: "Hi" } } : answer,
  };
  const words = ["--only", "routing.root"];
  const plain = await against(banner, "bun", words);
  const strict = await against(banner, "bun", [...words, "--level", "should"]);
  expect(plain.output).toContain("! routing.root.banner");
  expect([plain.code, strict.code]).toEqual([0, 1]);
}, 20_000);

test.each(["bun", "node"])(
  "a reader that leaves early breaks nothing in %s",
  async (runtime) => {
    const line = `"$0" "$1" --list | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const shell = Bun.spawn(["bash", "-c", line, executable(runtime), bin], {
      stderr: "pipe",
    });
    const output = await new Response(shell.stdout).text();
    expect(await new Response(shell.stderr).text()).toBe("");
    expect(output).toMatch(/^routing\.root\.get\tMUST\t.*\n0\n$/);
  },
  20_000,
);

describe("a server without a model", () => {
  const without = () => {
    const state = new FakeState();
    state.models.clear();
    return state;
  };

  test.skipIf(!hasModel)(
    "gets the tiny one for the run (skipped without packages/server/model/cria.gguf)",
    async () => {
      const state = without();
      const { output, errors } = await against(
        {},
        "bun",
        ["--only", "client-zed.show-each", "--report", "json", "--output", join(folder.path, "tiny")],
        state,
      );
      expect(errors).toContain(`${tinyModelName} is uploaded for this run`);
      expect(output).toContain("1 passed");
      expect(checksJson(join(folder.path, "tiny")).target.models).toEqual([`${tinyModelName}:latest`]);
      expect([...state.models.keys()]).toEqual([]);
    },
    20_000,
  );

  test.each(["--read-only", "--model=m"])(
    "is left as it is with %s",
    async (word) => {
      const state = without();
      const blobs = state.blobs.size;
      const { errors } = await against({}, "bun", ["--only", "version", word], state);
      expect(errors).toBe("");
      expect(state.blobs.size).toBe(blobs);
    },
    20_000,
  );
});

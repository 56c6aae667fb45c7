import { expect, test } from "bun:test";
import { join } from "node:path";
import { Harness, mainModule, trimmed } from "../harness.ts";

const harness = new Harness();

test("the real server starts, answers the other commands and ends cleanly", async () => {
  const env = {
    ...harness.environment("127.0.0.1:0"),
    OLLAMA_MODELS: join(harness.folder, "store"),
    CRIA_EMBEDDED_MODEL: "off",
  };
  const child = Bun.spawn([process.execPath, mainModule, "serve"], { env, stdout: "ignore", stderr: "pipe" });
  try {
    const { value } = await child.stderr.getReader().read();
    const [, host] = /listens on http:\/\/(127\.0\.0\.1:\d+) /.exec(new TextDecoder().decode(value)) ?? [];
    const listed = await harness.run(["list"], { host });
    expect({ ...listed, out: trimmed(listed.out) }).toEqual({
      out: "NAME    ID    SIZE    MODIFIED\n",
      err: "",
      code: 0,
    });
    expect(await harness.run(["show", "nope"], { host })).toEqual({
      out: "",
      err: "Error: model 'nope:latest' not found\n",
      code: 1,
    });
    const second = await harness.run(["serve"], { host });
    expect(second.code).toBe(1);
    expect(second.err).toStartWith(`Error: cannot listen on ${host}: the address is in use`);
  } finally {
    child.kill("SIGTERM");
  }
  expect(await child.exited).toBe(0);
});

test("a server with a key is used by commands that have it", async () => {
  const variables = {
    OLLAMA_MODELS: join(harness.folder, "keyed"),
    CRIA_EMBEDDED_MODEL: "off",
    CRIA_API_KEY: "sesame",
  };
  const env = { ...harness.environment("127.0.0.1:0"), ...variables };
  await using child = Bun.spawn([process.execPath, mainModule, "serve"], { env, stdout: "ignore", stderr: "pipe" });
  const { value } = await child.stderr.getReader().read();
  const [, host] = /listens on http:\/\/(127\.0\.0\.1:\d+) /.exec(new TextDecoder().decode(value)) ?? [];
  expect(await harness.run(["list"], { host })).toEqual({
    out: "",
    err: `Error: the server at http://${host} asks for a key: set CRIA_API_KEY\n`,
    code: 1,
  });
  const list = Bun.spawn([process.execPath, mainModule, "list"], {
    env: { ...env, OLLAMA_HOST: host },
    stderr: "pipe",
  });
  expect([await list.stderr.text(), await list.exited]).toEqual(["", 0]);
});

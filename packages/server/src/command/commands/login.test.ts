import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mainModule } from "../harness.ts";

let folder: string;
let registry: Bun.Server<undefined>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cria-login-"));
  registry = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: ({ headers, url }) => {
      if (new URL(url).pathname !== "/v2/") return new Response("", { status: 404 });
      const isKnown = headers.get("authorization") === `Basic ${btoa("me:secret")}`;
      return new Response("", { status: isKnown ? 200 : 401, headers: { "www-authenticate": "Basic realm=x" } });
    },
  });
});
afterAll(async () => {
  await registry.stop(true);
  rmSync(folder, { recursive: true });
});

async function cria(args: readonly string[], stdin = "") {
  const env = { ...process.env, HOME: folder, DOCKER_CONFIG: join(folder, "docker") };
  const options = { env, stdin: new Blob([stdin]), stdout: "pipe", stderr: "pipe" } as const;
  const child = Bun.spawn([process.execPath, mainModule, ...args], options);
  const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { out, err, code };
}

test("a login is checked, kept and forgotten", async () => {
  const host = `127.0.0.1:${registry.port}`;
  const login = (password: string) =>
    cria(["login", "-u", "me", "--password-stdin", "--insecure", host], `${password}\n`);
  expect((await login("wrong")).err).toBe(`Error: ${host} does not know this user and password\n`);
  expect(await login("secret")).toMatchObject({
    out: expect.stringContaining(`logged in to ${host}`),
    err: "",
    code: 0,
  });
  const kept = JSON.parse(readFileSync(join(folder, "docker/config.json"), "utf8"));
  expect(kept).toEqual({ auths: { [host]: { auth: btoa("me:secret") } } });
  expect((await cria(["logout", host])).out).toBe(`logged out of ${host}\n`);
  expect((await cria(["logout", host])).err).toBe(`Error: not logged in to ${host}\n`);
});

test.each([
  [["login", "--password-stdin", "a"], "--password-stdin needs --username"],
  [["login", "a"], 'there is no terminal to ask for "Username:"'],
  [["login", "-u", "me", "a"], 'there is no terminal to ask for "Password:"'],
  [["login", "-u", "me", "--password-stdin", "a/b"], "a/b is no host"],
  [["login", "-u", "me", "--password-stdin", "--insecure", "127.0.0.1:9"], "connection refused"],
])("%j", async (args, message) => {
  const { err, code } = await cria(args, "secret");
  expect([code, err]).toEqual([1, expect.stringContaining(message)]);
});

test("a damaged file is not written over", async () => {
  writeFileSync(join(folder, "docker/config.json"), "{");
  const host = `127.0.0.1:${registry.port}`;
  const { err, code } = await cria(["login", "-u", "me", "--password-stdin", "--insecure", host], "secret");
  expect([code, err]).toEqual([1, expect.stringContaining("config.json: JSON Parse error")]);
  expect(readFileSync(join(folder, "docker/config.json"), "utf8")).toBe("{");
});

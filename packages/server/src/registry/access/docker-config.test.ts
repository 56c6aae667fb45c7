import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DockerConfig } from "./docker-config.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-docker-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("credentials are kept for this user alone, beside what others keep there", async () => {
  const path = join(folder, ".docker", "config.json");
  const config = new DockerConfig(path);
  expect(await config.get("a:5000")).toBeUndefined();
  await config.set("a:5000", { username: "me", password: "a:b€" });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), credsStore: "pass" }));
  await config.set("b", { username: "you", password: "" });
  expect(await config.get("a:5000")).toEqual({ username: "me", password: "a:b€" });
  expect(await config.remove("a:5000")).toBe(true);
  expect(await config.remove("a:5000")).toBe(false);
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ credsStore: "pass", auths: { b: { auth: btoa("you:") } } });
});

test("Docker's forms of a host are known, and damaged entries hold nothing", async () => {
  const path = join(folder, "config.json");
  const config = new DockerConfig(path);
  const auth = btoa("me:secret");
  writeFileSync(path, JSON.stringify({ auths: { "https://c/v1/": { auth }, d: {}, e: null, f: { auth: "!" } } }));
  expect(await config.get("c")).toEqual({ username: "me", password: "secret" });
  for (const host of ["d", "e", "f", "toString"]) expect(await config.get(host)).toBeUndefined();
});

test("a file that is not JSON is not written over", async () => {
  const path = join(folder, "damaged.json");
  writeFileSync(path, "{ half");
  const config = new DockerConfig(path);
  expect(await config.get("a")).toBeUndefined();
  await expect(config.set("a", { username: "", password: "" })).rejects.toThrow(SyntaxError);
  expect(readFileSync(path, "utf8")).toBe("{ half");
});

import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { DockerConfig } from "./docker-config.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-helper-"));
const before = process.env.PATH;
beforeAll(() => {
  const script = [
    "#!/bin/sh",
    "host=$(cat)",
    `[ "$1 $host" = "get a:5000" ] && echo '{"ServerURL":"a:5000","Username":"me","Secret":"s"}' && exit`,
    `[ "$host" = token ] && echo '{"Username":"<token>","Secret":"s"}' && exit`,
    `[ "$host" = broken ] && echo 'no JSON' && exit`,
    "echo credentials not found; exit 1",
  ];
  writeFileSync(join(folder, "docker-credential-test"), script.join("\n"));
  chmodSync(join(folder, "docker-credential-test"), 0o755);
  process.env.PATH = `${folder}${delimiter}${before}`;
});
afterAll(() => {
  process.env.PATH = before;
  rmSync(folder, { recursive: true });
});

test.skipIf(process.platform === "win32")("credentials that a helper keeps, for all hosts or for one", async () => {
  const path = join(folder, "config.json");
  const config = new DockerConfig(path);
  const write = (file: object) => writeFileSync(path, JSON.stringify(file));
  write({ auths: { "a:5000": {} }, credsStore: "test" });
  expect(await config.get("a:5000")).toEqual({ username: "me", password: "s" });
  for (const host of ["unknown", "token", "broken"]) expect(await config.get(host)).toBeUndefined();
  write({ credHelpers: { "a:5000": "test" } });
  expect(await config.get("a:5000")).toEqual({ username: "me", password: "s" });
  expect(await config.get("b")).toBeUndefined();
  for (const credsStore of ["absent", "../test", 5]) {
    write({ credsStore });
    expect(await config.get("a:5000")).toBeUndefined();
  }
});

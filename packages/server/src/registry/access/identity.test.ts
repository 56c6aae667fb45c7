import { afterAll, expect, test } from "bun:test";
import { createPublicKey, verify } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Identity } from "./identity.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-identity-"));
afterAll(() => rmSync(folder, { recursive: true }));

function verified(header: string, text: string): boolean {
  const [key = "", signature = ""] = header.split(":");
  const spki = Buffer.concat([
    Buffer.from("302a300506032b6570032100", "hex"),
    Buffer.from(key, "base64").subarray(-32),
  ]);
  const publicKey = createPublicKey({ key: spki, format: "der", type: "spki" });
  return verify(null, Buffer.from(text), publicKey, Buffer.from(signature, "base64"));
}

test("a pair is made once, for this user alone, and signs", async () => {
  const path = join(folder, "home", "id_ed25519");
  const first = await new Identity(path).sign("text");
  expect(verified(first, "text")).toBe(true);
  expect(verified(first, "another")).toBe(false);
  // Ed25519 signs the same text in the same way, so the second is of the same key, read from its file.
  expect(await new Identity(path).sign("text")).toBe(first);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(`${path}.pub`, "utf8")).toBe(`ssh-ed25519 ${first.split(":")[0]}\n`);
});

const keygen = Bun.which("ssh-keygen");

test.skipIf(keygen === null)("it is OpenSSH's format, both ways (skipped without ssh-keygen)", async () => {
  const [ours, theirs] = [join(folder, "ours"), join(folder, "theirs")];
  const signed = await new Identity(ours).sign("x");
  const shown = Bun.spawnSync([keygen!, "-y", "-f", ours]);
  expect(shown.stdout.toString().trim().split(" ").slice(0, 2)).toEqual(["ssh-ed25519", signed.split(":")[0]!]);
  expect(Bun.spawnSync([keygen!, "-q", "-t", "ed25519", "-N", "", "-C", "me@here", "-f", theirs]).exitCode).toBe(0);
  const header = await new Identity(theirs).sign("x");
  expect(readFileSync(`${theirs}.pub`, "utf8").split(" ")[1]).toBe(header.split(":")[0]!);
  expect(verified(header, "x")).toBe(true);
});

test("a key that can't be read is said, with its path", async () => {
  const path = join(folder, "damaged");
  for (const text of ["", "hello", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END"]) {
    writeFileSync(path, text);
    await expect(new Identity(path).sign("x")).rejects.toThrow(`the key in ${path} can't be used: it `);
  }
});

import { VersionResponse } from "@cria/spec";
import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectRecord, expectShape, expectStatus, expectThat } from "../check/expect.ts";

/** Oldest version that clients take without complaint. */
const clientGate = [0, 6, 4] as const;

async function versionOf({ client }: CheckContext) {
  const answer = await client.get("/api/version");
  const { version } = expectRecord(answer.json, "the body", answer);
  expectThat(typeof version === "string", `version is not a string but ${JSON.stringify(version)}`, answer);
  return { answer, version };
}

export const version = [
  check("version.present", [], async ({ client }) => {
    const answer = await client.get("/api/version");
    expectStatus(answer, 200);
    expectRecord(answer.json, "the body", answer);
  }),
  check("version.string-field", [], async (context) => {
    const { answer, version } = await versionOf(context);
    expectThat(version !== "", "version is empty", answer);
    expectShape(VersionResponse, answer.json, "the answer", answer);
  }),
  check("version.semver", [], async (context) => {
    const { answer, version } = await versionOf(context);
    const form = /^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/;
    expectThat(form.test(version), `version ${JSON.stringify(version)} is not like 0.12.0`, answer);
  }),
  check("version.no-prefix", [], async (context) => {
    const { answer, version } = await versionOf(context);
    expectThat(/^\d/.test(version), `version ${JSON.stringify(version)} does not begin with a digit`, answer);
  }),
  check("version.client-gate", [], async (context) => {
    const { answer, version } = await versionOf(context);
    const parts = version.split(".").map((part) => Number.parseInt(part, 10) || 0);
    const order = clientGate.map((least, i) => (parts[i] ?? 0) - least).find((difference) => difference !== 0) ?? 0;
    expectThat(order >= 0 || version === "0.0.0", `clients refuse version ${version}: it is below 0.6.4`, answer);
  }),
  check("version.only-field", [], async ({ client }) => {
    const answer = await client.get("/api/version");
    expectEqual(Object.keys(expectRecord(answer.json, "the body", answer)), ["version"], "the fields", answer);
  }),
  check("version.head", [], async ({ client }) => {
    const [get, head] = [await client.get("/api/version"), await client.call("HEAD", "/api/version")];
    expectEqual(head.status, get.status, "the status of HEAD", head);
    expectEqual(head.header("content-type"), get.header("content-type"), "content-type of HEAD", head);
  }),
  check("version.stable", [], async ({ client }) => {
    const first = await client.get("/api/version");
    for (let i = 0; i < 3; i++) {
      const again = await client.get("/api/version");
      expectEqual(again.text, first.text, "the answer", again);
    }
  }),
];

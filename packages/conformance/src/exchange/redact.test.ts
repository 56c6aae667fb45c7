import { expect, test } from "bun:test";
import { redact, secretsIn, withoutSecrets } from "./redact.ts";

test.each(["Authorization", "cookie", "X-API-Key", "api-key", "X-Auth-Token", "Proxy-Authorization", "key"])(
  "%s is a secret",
  (name) => {
    expect(redact([[name, "open sesame"]])).toEqual([[name, "[redacted]"]]);
  },
);

test.each(["Accept", "Content-Type", "User-Agent", "Keep-Alive", "X-Monkey"])("%s is none", (name) => {
  expect(redact([[name, "value"]])).toEqual([[name, "value"]]);
});

test("what a server answers of a secret is hidden, too", () => {
  const secrets = secretsIn([
    ["Authorization", "Bearer s3cret"],
    ["Accept", "application/json"],
  ]);
  expect(secrets).toEqual(["Bearer s3cret", "s3cret"]);
  const answer = { status: 400, lines: ["Bearer s3cret is wrong", "s3cret!"], none: null, at: undefined };
  expect(withoutSecrets(answer, secrets)).toEqual({
    status: 400,
    lines: ["[redacted] is wrong", "[redacted]!"],
    none: null,
    at: undefined,
  });
});

import { expect, test } from "bun:test";
import { type Challenge, parseChallenges, scopesOf } from "./challenge.ts";

test.each([
  ["Basic", [{ scheme: "basic", parameters: {} }]],
  ['Basic realm="a, b"', [{ scheme: "basic", parameters: { realm: "a, b" } }]],
  [
    'Bearer realm="https://a/token",service="a",scope="repository:a/b:pull",error="invalid_token"',
    [
      {
        scheme: "bearer",
        parameters: { realm: "https://a/token", service: "a", scope: "repository:a/b:pull", error: "invalid_token" },
      },
    ],
  ],
  [
    'bearer Realm = "say \\"a\\"" , service=plain, Basic realm="b"',
    [
      { scheme: "bearer", parameters: { realm: 'say "a"', service: "plain" } },
      { scheme: "basic", parameters: { realm: "b" } },
    ],
  ],
  ["", []],
  ['realm="of nothing"', []],
] as [string, Challenge[]][])("%s", (header, challenges) => {
  expect(parseChallenges(header)).toEqual(challenges);
});

test("one parameter holds several scopes, in any order", () => {
  const [challenge] = parseChallenges('Bearer scope="repository:b/y:pull  repository:a/x:pull,push"');
  expect(scopesOf(challenge!)).toEqual(["repository:a/x:pull,push", "repository:b/y:pull"]);
});

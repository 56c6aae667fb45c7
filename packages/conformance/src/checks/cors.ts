import fc from "fast-check";
import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectStatus, expectThat } from "../check/expect.ts";
import type { Answer } from "../exchange/answer.ts";
import { absentModel } from "../target/absent-operations.ts";

const path = "/api/version";
/** An origin that is always allowed, and one that is not unless somebody configured it. */
const [allowed, foreign] = ["http://localhost:3000", "http://cria-conformance.example"];

const port = fc.integer({ min: 1, max: 65_535 });

function withOrigin({ client }: CheckContext, origin: string): Promise<Answer> {
  return client.get(path, { headers: { Origin: origin } });
}

function preflight({ client }: CheckContext, origin = allowed, where = "/api/chat"): Promise<Answer> {
  const headers = {
    Origin: origin,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "content-type",
  };
  return client.call("OPTIONS", where, undefined, { headers });
}

/** No header of the answer is about CORS. */
function expectNoHeaders(answer: Answer): void {
  const found = answer.exchange.response?.headers.find(([name]) => /^access-control-/i.test(name));
  expectThat(found === undefined, `the answer has ${found?.[0]}: ${found?.[1]}`, answer);
}

function expectEchoed(answer: Answer, origin: string): void {
  const echoed = answer.header("access-control-allow-origin");
  expectThat(echoed === origin, `Access-Control-Allow-Origin is ${echoed} for the origin ${origin}`, answer);
}

/** Each origin is allowed. */
async function expectAllowed(context: CheckContext, ...origins: readonly string[]): Promise<void> {
  for (const origin of origins) {
    const answer = await withOrigin(context, origin);
    expectStatus(answer, 200);
    expectEchoed(answer, origin);
  }
}

/** Each origin is refused. */
async function expectRefused(context: CheckContext, ...origins: readonly string[]): Promise<void> {
  for (const origin of origins) expectStatus(await withOrigin(context, origin), 403);
}

/** What a header lists, in lower case. */
function listed(answer: Answer, name: string): string[] {
  return (answer.header(name) ?? "").split(",").map((item) => item.trim().toLowerCase());
}

/** A header lists all of these. */
function expectListed(answer: Answer, name: string, wanted: readonly string[]): void {
  const found = listed(answer, name);
  const lacking = wanted.filter((item) => !found.includes(item.toLowerCase()));
  expectThat(lacking.length === 0, `${name} lacks ${lacking.join(", ")}`, answer);
}

/** Each `Host` is let in, or not. Only servers on loopback look at it. */
async function expectHosts(context: CheckContext, status: 200 | 403, ...hosts: readonly string[]): Promise<void> {
  context.requireLoopback();
  for (const host of hosts) expectStatus(await context.client.get(path, { headers: { Host: host } }), status);
}

const octet = fc.nat(255);
const privateAddress = fc.oneof(
  fc.tuple(octet, octet, octet).map((rest) => `10.${rest.join(".")}`),
  fc.tuple(fc.integer({ min: 16, max: 31 }), octet, octet).map((rest) => `172.${rest.join(".")}`),
  fc.tuple(octet, octet).map((rest) => `192.168.${rest.join(".")}`),
);
const label = fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/);

export const cors = [
  check("cors.origin.absent", [], async ({ client }) => {
    const answer = await client.get(path);
    expectStatus(answer, 200);
    expectNoHeaders(answer);
  }),
  check("cors.origin.same", [], async (context) => {
    const { hostname, port } = context.client.endpoint;
    for (const scheme of ["http", "https"]) {
      const host = `${hostname}:${port}`;
      const answer = await context.client.get(path, { headers: { Host: host, Origin: `${scheme}://${host}` } });
      expectStatus(answer, 200);
      expectNoHeaders(answer);
    }
  }),
  check("cors.origin.allowed-echo", [], (context) => expectAllowed(context, allowed)),
  check("cors.origin.vary", [], async (context) => {
    expectListed(await withOrigin(context, allowed), "vary", ["Origin"]);
  }),
  check("cors.origin.no-credentials", [], async (context) => {
    for (const answer of [await withOrigin(context, allowed), await preflight(context)]) {
      const value = answer.header("access-control-allow-credentials");
      expectThat(value === undefined, `Access-Control-Allow-Credentials is ${value}`, answer);
    }
  }),
  check("cors.origin.forbidden-status", [], (context) =>
    context.property(fc.tuple(fc.constantFrom("http", "https"), label, port), ([scheme, name, number]) =>
      expectRefused(context, `${scheme}://${name}.example`, `${scheme}://${name}.example:${number}`),
    ),
  ),
  check("cors.origin.forbidden-body", [], async (context) => {
    const answer = await withOrigin(context, foreign);
    expectStatus(answer, 403);
    expectThat(answer.text === "", "the 403 has a body", answer);
  }),
  check("cors.origin.forbidden-no-headers", [], async (context) => {
    const answer = await withOrigin(context, foreign);
    expectStatus(answer, 403);
    expectNoHeaders(answer);
  }),
  check("cors.origin.null", [], (context) => expectRefused(context, "null")),
  check("cors.origin.lookalike", [], (context) =>
    expectRefused(
      context,
      ...["http://localhost.evil.example", "http://127.0.0.1.evil.example", "https://evil.example/localhost"],
      ...["http://localhostevil.example", "http://evil.example?http://localhost", "xhttp://localhost"],
    ),
  ),
  check("cors.origin.ipv6", [], (context) => expectRefused(context, "http://[::1]:3000")),
  check("cors.origin.extensions", [], (context) =>
    expectRefused(
      context,
      "chrome-extension://abcdefgh",
      "moz-extension://abcdefgh",
      "safari-web-extension://abcdefgh",
    ),
  ),
  check("cors.origin.localhost", [], (context) =>
    context.property(fc.tuple(fc.constantFrom("http", "https"), port), ([scheme, number]) =>
      expectAllowed(context, `${scheme}://localhost`, `${scheme}://localhost:${number}`),
    ),
  ),
  check("cors.origin.loopback-addresses", [], (context) =>
    context.property(
      fc.tuple(fc.constantFrom("http", "https"), fc.constantFrom("127.0.0.1", "0.0.0.0"), port),
      async ([scheme, host, number]) => {
        // The server's own origin is no foreign one, and so not echoed.
        if (number === context.client.endpoint.port) return;
        await expectAllowed(context, `${scheme}://${host}`, `${scheme}://${host}:${number}`);
      },
    ),
  ),
  check("cors.origin.apps", [], (context) =>
    expectAllowed(context, "app://obsidian.md", "file://x", "tauri://localhost"),
  ),
  check("cors.origin.editors", [], (context) =>
    expectAllowed(context, "vscode-webview://abc123", "vscode-file://vscode-app"),
  ),
  check("cors.origin.on-errors", [], async ({ client }) => {
    const headers = { Origin: allowed };
    const answers = [
      await client.post("/api/show", { model: absentModel }, { headers }),
      await client.post("/api/chat", "", { headers }),
      await client.get("/api/cria-conformance", { headers }),
      await client.get("/api/chat", { headers }),
    ];
    for (const answer of answers) expectEchoed(answer, allowed);
  }),
  check("cors.preflight.status", [], async (context) => {
    for (const where of ["/api/chat", "/api/tags", "/api/delete"]) {
      const answer = await preflight(context, allowed, where);
      expectStatus(answer, 204);
      expectEchoed(answer, allowed);
      expectThat(answer.text === "", "the 204 has a body", answer);
    }
  }),
  check("cors.preflight.any-path", [], async (context) => {
    expectStatus(await preflight(context, allowed, "/cria-conformance"), 204);
  }),
  check("cors.preflight.methods", [], async (context) => {
    expectListed(await preflight(context), "access-control-allow-methods", ["GET", "POST", "DELETE", "HEAD"]);
  }),
  check("cors.preflight.methods-exact", [], async (context) => {
    const answer = await preflight(context);
    const methods = answer.header("access-control-allow-methods");
    expectThat(methods === "GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS", `the methods are ${methods}`, answer);
  }),
  check("cors.preflight.headers", [], async (context) => {
    const wanted = ["Authorization", "Content-Type", "User-Agent", "Accept"];
    expectListed(await preflight(context), "access-control-allow-headers", wanted);
  }),
  check("cors.preflight.headers-openai", [], async (context) => {
    const names = ["Lang", "Package-Version", "Os", "Arch", "Retry-Count", "Runtime", "Runtime-Version", "Async"];
    const wanted = [
      "Openai-Beta",
      ...[...names, "Helper-Method", "Poll-Helper", "Custom-Poll-Interval", "Timeout"].map(
        (name) => `X-Stainless-${name}`,
      ),
    ];
    expectListed(await preflight(context), "access-control-allow-headers", wanted);
  }),
  check("cors.preflight.max-age", [], async (context) => {
    const answer = await preflight(context);
    const age = answer.header("access-control-max-age");
    expectThat(age === "43200", `Access-Control-Max-Age is ${age}`, answer);
  }),
  check("cors.preflight.vary", [], async (context) => {
    const wanted = ["Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers"];
    expectListed(await preflight(context), "vary", wanted);
  }),
  check("cors.preflight.forbidden", [], async (context) => expectStatus(await preflight(context, foreign), 403)),
  check("cors.options.without-origin-name", [], async (context) => {
    context.requireLoopback();
    const headers = { Host: `localhost:${context.client.endpoint.port}` };
    expectStatus(await context.client.call("OPTIONS", "/api/chat", undefined, { headers }), 204);
  }),
  check("cors.options.without-origin-address", [], async (context) => {
    context.requireLoopback();
    const headers = { Host: `127.0.0.1:${context.client.endpoint.port}` };
    expectStatus(await context.client.call("OPTIONS", "/api/chat", undefined, { headers }), 405);
  }),
  check("cors.host.localhost", [], (context) =>
    context.property(port, (number) => expectHosts(context, 200, "localhost", `localhost:${number}`)),
  ),
  check("cors.host.loopback-address", [], (context) =>
    context.property(fc.tuple(octet, port), ([last, number]) =>
      // The address in brackets without a port is one that Ollama refuses.
      expectHosts(context, 200, `127.0.0.${last}`, `127.0.0.1:${number}`, `[::1]:${number}`),
    ),
  ),
  check("cors.host.private-address", [], (context) =>
    context.property(fc.tuple(privateAddress, port), ([address, number]) =>
      expectHosts(context, 200, address, `${address}:${number}`),
    ),
  ),
  check("cors.host.local-names", [], (context) =>
    context.property(fc.tuple(label, fc.constantFrom("localhost", "local", "internal"), port), ([name, end, number]) =>
      expectHosts(context, 200, `${name}.${end}`, `${name}.${end}:${number}`),
    ),
  ),
  check("cors.host.case-insensitive", [], (context) =>
    expectHosts(context, 200, "LOCALHOST", "LocalHost:11434", "Host.Docker.Internal", "PC.Local"),
  ),
  check("cors.host.foreign-name", [], (context) =>
    context.property(fc.tuple(label, port), ([name, number]) =>
      expectHosts(context, 403, `${name}.example`, `${name}.example:${number}`, `localhost.${name}.example`),
    ),
  ),
  check("cors.host.foreign-body", [], async (context) => {
    context.requireLoopback();
    const answer = await context.client.get(path, { headers: { Host: "evil.example" } });
    expectStatus(answer, 403);
    expectThat(answer.text === "", "the 403 has a body", answer);
  }),
  // Addresses that are reserved for examples belong to nobody.
  check("cors.host.public-address", [], (context) =>
    context.property(octet, (last) => expectHosts(context, 403, `203.0.113.${last}`, `[2001:db8::${last}]:11434`)),
  ),
  check("cors.host.trailing-dot", [], (context) => expectHosts(context, 403, "localhost.")),
  check("cors.host.link-local", [], (context) => expectHosts(context, 403, "169.254.1.1", "[fe80::1]")),
];

import { empty, type FakeAnswer, failure, json, text } from "../fake/answer.ts";
import type { FakeRequest } from "../fake/request.ts";
import { newestVersion } from "../target/server-version.ts";
import type { Mutant } from "./mutant.ts";

type AnswerChange = NonNullable<Mutant["answer"]>;

const version = () => json(200, { version: newestVersion });

type Headers = Readonly<Record<string, string>>;

function withoutKeys(headers: Headers, ...names: readonly string[]): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

/** Changes the headers of answers. */
function onHeaders(change: (headers: Headers) => Headers): AnswerChange {
  return (answer) => ({ ...answer, headers: change(answer.headers) });
}

/** Changes a header where it is. */
const onHeader = (name: string, change: (value: string) => string): AnswerChange =>
  onHeaders((headers) => (headers[name] === undefined ? headers : { ...headers, [name]: change(headers[name]) }));

/** Leaves headers out. */
const withoutHeaders = (...names: readonly string[]): AnswerChange =>
  onHeaders((headers) => withoutKeys(headers, ...names));

/** Answers otherwise what was refused for its origin. */
function onRefusedOrigin(
  change: (answer: FakeAnswer, origin: string, request: FakeRequest) => FakeAnswer,
): AnswerChange {
  return (answer, request) => {
    const { origin } = request.headers;
    return answer.status === 403 && origin !== undefined ? change(answer, origin, request) : answer;
  };
}

/** Answers otherwise what was refused for its host. */
function onRefusedHost(change: (host: string) => FakeAnswer | undefined): AnswerChange {
  return (answer, { headers }) =>
    answer.status === 403 && headers.origin === undefined ? (change(headers.host ?? "") ?? answer) : answer;
}

/** Refuses hosts. */
function refusingHosts(refused: (host: string) => boolean): AnswerChange {
  return (answer, { headers }) => (refused(headers.host ?? "") ? empty(403) : answer);
}

const allow = (origin: string) => ({ "access-control-allow-origin": origin, vary: "Origin" });

/** Lets origins in that are refused. */
const letting = (isLet: (origin: string) => boolean): AnswerChange =>
  onRefusedOrigin((answer, origin) => (isLet(origin) ? { ...version(), headers: allow(origin) } : answer));

/** Refuses origins that are let in. */
const refusing = (refused: (origin: string) => boolean): AnswerChange => {
  return (answer, { headers }) => (refused(headers.origin ?? "") ? empty(403) : answer);
};

/** Mutants of origins and hosts. */
export const cors: readonly Mutant[] = [
  {
    id: "cors-for-all",
    bug: "Every web page may use the server.",
    killedBy: ["cors.origin.forbidden-status", "cors.origin.null", "cors.origin.lookalike", "cors.origin.extensions"],
    answer: letting(() => true),
  },
  {
    id: "cors-star",
    bug: "`Access-Control-Allow-Origin` is always `*`.",
    killedBy: ["cors.origin.allowed-echo", "cors.origin.localhost", "cors.origin.absent"],
    answer: onHeaders((headers) => ({ ...headers, "access-control-allow-origin": "*" })),
  },
  {
    id: "cors-none",
    bug: "Answers have no CORS headers.",
    killedBy: ["cors.origin.allowed-echo", "cors.preflight.methods", "cors.preflight.headers"],
    answer: withoutHeaders(
      "access-control-allow-origin",
      "access-control-allow-methods",
      "access-control-allow-headers",
      "vary",
    ),
  },
  {
    id: "cors-not-refused",
    bug: "A request of a foreign page is answered, only without CORS headers.",
    killedBy: ["cors.origin.forbidden-status", "cors.origin.null"],
    answer: onRefusedOrigin(() => version()),
  },
  {
    id: "cors-refused-with-headers",
    bug: "The refusal of a foreign page tells it that it is allowed.",
    killedBy: ["cors.origin.forbidden-no-headers"],
    answer: onRefusedOrigin((answer, origin) => ({ ...answer, headers: allow(origin) })),
  },
  {
    id: "cors-refused-with-body",
    bug: "The refusal of a foreign page has a body.",
    killedBy: ["cors.origin.forbidden-body"],
    answer: onRefusedOrigin(() => failure(403, "forbidden")),
  },
  {
    id: "cors-null-allowed",
    bug: "`Origin: null` is allowed, which any page can send.",
    killedBy: ["cors.origin.null"],
    answer: letting((origin) => origin === "null"),
  },
  {
    id: "cors-begins-with",
    bug: "An origin is allowed that begins like an allowed one.",
    killedBy: ["cors.origin.lookalike"],
    answer: letting((origin) => /^https?:\/\/(?:localhost|127\.0\.0\.1)/.test(origin)),
  },
  {
    id: "cors-contains",
    bug: "An origin is allowed that has `localhost` anywhere.",
    killedBy: ["cors.origin.lookalike"],
    answer: letting((origin) => origin.includes("localhost")),
  },
  {
    id: "cors-one-port",
    bug: "`http://localhost` is allowed without a port alone.",
    killedBy: ["cors.origin.localhost", "cors.origin.allowed-echo"],
    answer: refusing((origin) => /localhost:\d+$/.test(origin)),
  },
  {
    id: "cors-localhost-alone",
    bug: "Of this machine's names `localhost` alone is allowed.",
    killedBy: ["cors.origin.loopback-addresses"],
    answer: refusing((origin) => /127\.0\.0\.1|0\.0\.0\.0/.test(origin)),
  },
  {
    id: "cors-web-alone",
    bug: "Origins of apps and editors are refused.",
    killedBy: ["cors.origin.apps", "cors.origin.editors"],
    answer: refusing((origin) => origin !== "" && !origin.startsWith("http")),
  },
  {
    id: "cors-extensions-allowed",
    bug: "Any browser extension may use the server.",
    killedBy: ["cors.origin.extensions"],
    answer: letting((origin) => /^[a-z-]+-extension:/.test(origin)),
  },
  {
    id: "cors-own-origin-refused",
    bug: "The server's own origin is taken for a foreign one.",
    killedBy: ["cors.origin.same"],
    answer: refusing((origin) => /^https:\/\/127\.0\.0\.1:\d+$/.test(origin)),
  },
  {
    id: "cors-without-vary",
    bug: "Answers to an allowed origin have no `Vary`, so that caches mix them up.",
    killedBy: ["cors.origin.vary", "cors.preflight.vary"],
    answer: withoutHeaders("vary"),
  },
  {
    id: "cors-credentials",
    bug: "Pages may send credentials.",
    killedBy: ["cors.origin.no-credentials"],
    answer: onHeaders((headers) =>
      headers["access-control-allow-origin"] === undefined
        ? headers
        : { ...headers, "access-control-allow-credentials": "true" },
    ),
  },
  {
    id: "cors-not-on-errors",
    bug: "Errors have no CORS headers, so that a page can't read them.",
    killedBy: ["cors.origin.on-errors"],
    answer: (answer) =>
      answer.status >= 400
        ? { ...answer, headers: withoutKeys(answer.headers, "access-control-allow-origin") }
        : answer,
  },
  {
    id: "preflight-405",
    bug: "A preflight gets 405.",
    killedBy: ["cors.preflight.status"],
    answer: (answer, { method }) => (method === "OPTIONS" ? text(405, "405 method not allowed") : answer),
  },
  {
    id: "preflight-200",
    bug: "A preflight gets 200 and a body.",
    killedBy: ["cors.preflight.status"],
    answer: (answer, { method }) =>
      method === "OPTIONS" && answer.status === 204 ? { ...text(200, "OK"), headers: answer.headers } : answer,
  },
  {
    id: "preflight-for-all",
    bug: "A preflight of a foreign page is allowed.",
    killedBy: ["cors.preflight.forbidden"],
    answer: onRefusedOrigin((answer, origin, { method }) =>
      method === "OPTIONS" ? empty(204, allow(origin)) : answer,
    ),
  },
  {
    id: "preflight-without-delete",
    bug: "A preflight allows GET and POST alone.",
    killedBy: ["cors.preflight.methods", "cors.preflight.methods-exact"],
    answer: onHeader("access-control-allow-methods", () => "GET,POST"),
  },
  {
    id: "preflight-content-type-alone",
    bug: "A preflight allows the header `Content-Type` alone.",
    killedBy: ["cors.preflight.headers", "cors.preflight.headers-openai"],
    answer: onHeader("access-control-allow-headers", () => "Content-Type"),
  },
  {
    id: "preflight-without-stainless",
    bug: "A preflight does not allow the headers that OpenAI's SDKs send.",
    killedBy: ["cors.preflight.headers-openai"],
    answer: onHeader("access-control-allow-headers", (names) => names.replace(/,X-Stainless-[^,]*/g, "")),
  },
  {
    id: "hosts-unchecked",
    bug: "Any `Host` is answered, so that a page can reach the server under a name of its own.",
    killedBy: ["cors.host.foreign-name", "cors.host.public-address", "routing.unknown-path.after-host-check"],
    answer: onRefusedHost(() => version()),
  },
  {
    id: "public-hosts-answered",
    bug: "Any address as `Host` is answered.",
    killedBy: ["cors.host.public-address"],
    answer: onRefusedHost((host) => (/^[\d.:]+$|^\[/.test(host) ? version() : undefined)),
  },
  {
    id: "hosts-begin-with-localhost",
    bug: "A `Host` is answered that begins with `localhost`.",
    killedBy: ["cors.host.foreign-name"],
    answer: onRefusedHost((host) => (host.startsWith("localhost.") ? version() : undefined)),
  },
  {
    id: "hosts-with-port-refused",
    bug: "`Host` is compared with its port.",
    killedBy: ["cors.host.localhost"],
    answer: refusingHosts((host) => /^localhost:\d+$/.test(host)),
  },
  {
    id: "hosts-case-sensitive",
    bug: "`Host` is case-sensitive.",
    killedBy: ["cors.host.case-insensitive"],
    answer: refusingHosts((host) => host !== host.toLowerCase()),
  },
  {
    id: "private-hosts-refused",
    bug: "Addresses of the local network are refused as `Host`.",
    killedBy: ["cors.host.private-address"],
    answer: refusingHosts((host) => /^(?:10|172|192)\./.test(host)),
  },
  {
    id: "local-names-refused",
    bug: "Names of the local network are refused as `Host`.",
    killedBy: ["cors.host.local-names"],
    answer: refusingHosts((host) => /\.(?:local|internal)(?::\d+)?$/i.test(host)),
  },
  {
    id: "ipv6-host-refused",
    bug: "`Host: [::1]` is refused.",
    killedBy: ["cors.host.loopback-address"],
    answer: refusingHosts((host) => host.startsWith("[")),
  },
];

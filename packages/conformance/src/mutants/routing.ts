import { type FakeAnswer, json, text } from "../fake/answer.ts";
import type { FakeRequest } from "../fake/request.ts";
import type { Mutant } from "./mutant.ts";

/** Mutants of paths and methods. */
export const routing: readonly Mutant[] = [
  {
    id: "unknown-path-200",
    bug: "An unknown path is answered 200 with an error text.",
    seenIn: "lmstudio-ai/lmstudio-bug-tracker#1724",
    killedBy: ["routing.unknown-path.status"],
    answer: when(
      404,
      ({ operation }) => operation === undefined,
      () => json(200, { error: "Unexpected endpoint or method." }),
    ),
  },
  {
    id: "unknown-path-json",
    bug: "An unknown path is answered 404 with a JSON body, as many frameworks do.",
    killedBy: ["routing.unknown-path.body", "routing.unknown-path.content-type"],
    answer: when(
      404,
      ({ operation }) => operation === undefined,
      () => json(404, { detail: "Not Found" }),
    ),
  },
  {
    id: "root-404",
    bug: "There is nothing at `/`, so clients that look for a server there find none.",
    seenIn: "jjang-ai/vmlx#147",
    killedBy: ["routing.root.get", "routing.root.head", "routing.root.banner"],
    answer: (answer, { operation }) => (operation === "root" ? text(404, "404 page not found") : answer),
  },
  {
    id: "root-html",
    bug: "`/` shows a web page instead of the banner.",
    killedBy: ["routing.root.banner", "routing.root.content-type"],
    answer: (answer, { operation }) =>
      operation === "root" ? text(200, "<h1>It works</h1>", { "content-type": "text/html" }) : answer,
  },
  {
    id: "head-not-routed",
    bug: "HEAD gets 405 where only GET was routed.",
    seenIn: "jjang-ai/vmlx#147",
    killedBy: ["routing.root.head", "routing.head.parity", "version.head"],
    answer: (answer, { method, operation }) =>
      method === "HEAD" && operation !== undefined ? text(405, "405 method not allowed", { allow: "GET" }) : answer,
  },
  {
    id: "wrong-method-404",
    bug: "A wrong method gets 404, as if the path were unknown.",
    killedBy: ["routing.wrong-method.status"],
    answer: when(
      405,
      () => true,
      () => text(404, "404 page not found"),
    ),
  },
  {
    id: "wrong-method-200",
    bug: "A GET of a POST endpoint is answered with a page and 200.",
    killedBy: ["routing.wrong-method.not-success", "routing.wrong-method.status"],
    answer: when(
      405,
      () => true,
      () => text(200, "OK"),
    ),
  },
  {
    id: "no-allow",
    bug: "A 405 does not say which methods are allowed.",
    killedBy: ["routing.wrong-method.allow", "routing.wrong-method.allow-order"],
    answer: when(
      405,
      () => true,
      () => text(405, "405 method not allowed", { "content-type": "text/plain" }),
    ),
  },
  {
    id: "wrong-method-json",
    bug: "A 405 has a JSON body.",
    killedBy: ["routing.wrong-method.body", "routing.wrong-method.content-type"],
    answer: when(
      405,
      () => true,
      (answer) => ({ ...json(405, { error: "method not allowed" }), headers: { allow: answer.headers.allow ?? "" } }),
    ),
  },
  {
    id: "paths-in-any-case",
    bug: "Paths are matched in any case.",
    killedBy: ["routing.path.case-sensitive"],
    answer: when(
      404,
      ({ url }) => url.toLowerCase() === "/api/tags",
      () => json(200, { models: [] }),
    ),
  },
  {
    id: "query-is-unknown-path",
    bug: "A query string makes a path unknown.",
    killedBy: ["routing.path.query-ignored"],
    answer: (answer, { url }) => (url.includes("?") ? text(404, "404 page not found") : answer),
  },
  {
    id: "slash-not-redirected",
    bug: "A path with a slash behind it gets 404 instead of a redirect.",
    killedBy: ["routing.trailing-slash.get", "routing.trailing-slash.other-methods"],
    answer: (answer, { url }) => (url.length > 1 && url.endsWith("/") ? text(404, "404 page not found") : answer),
  },
  {
    id: "redirect-301-for-post",
    bug: "A POST with a slash behind its path gets 301, which makes clients send a GET.",
    seenIn: "zed-industries/zed#62176",
    killedBy: ["routing.trailing-slash.other-methods"],
    answer: when(
      307,
      ({ url }) => url.endsWith("/"),
      (answer) => ({ ...answer, status: 301 }),
    ),
  },
];

/** Replaces answers with a status to certain requests. */
function when(
  status: number,
  asked: (request: FakeRequest) => boolean,
  change: (answer: FakeAnswer) => FakeAnswer,
): NonNullable<Mutant["answer"]> {
  return (answer, request) => (answer.status === status && asked(request) ? change(answer) : answer);
}

import { type OperationId, operations } from "@cria/spec";
import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectStatus, expectThat } from "../check/expect.ts";
import { NotSupported } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";

/** Paths that no server of this API has. */
const unknownPaths = ["/api/cria-conformance", "/cria-conformance", "/api/chat/more"];

/** A path of the API and a method that it does not have; the operation says whether the server has the path. */
const wrongMethods: readonly (readonly [method: string, path: string, operation: OperationId])[] = [
  ["POST", "/api/tags", "list"],
  ["DELETE", "/api/version", "version"],
  ["GET", "/api/chat", "chat"],
  ["GET", "/api/generate", "generate"],
  ["GET", "/api/show", "show"],
  ["PUT", "/api/show", "show"],
  ["POST", "/api/delete", "delete"],
];

/** Asks each wrong method of the paths that the server has. */
async function askWrongMethods(
  { client, absent }: CheckContext,
  verify: (answer: Answer, path: string) => void,
): Promise<void> {
  const offered = wrongMethods.filter(([, , operation]) => !absent.has(operation));
  if (offered.length === 0) throw new NotSupported("the server has none of the paths that are tried");
  for (const [method, path] of offered) verify(await client.call(method, path), path);
}

export const routing = [
  check("routing.root.get", [], async ({ client }) => expectStatus(await client.get("/"), 200)),
  check("routing.root.head", [], async ({ client }) => expectStatus(await client.call("HEAD", "/"), 200)),
  check("routing.root.banner", [], async ({ client }) => {
    const answer = await client.get("/");
    expectEqual(answer.text, "Ollama is running", "the body", answer);
  }),
  check("routing.root.content-type", [], async ({ client }) => {
    const answer = await client.get("/");
    expectEqual(answer.header("content-type"), "text/plain; charset=utf-8", "content-type", answer);
  }),
  check("routing.root.content-length", [], async ({ client }) => {
    for (const method of ["GET", "HEAD"]) {
      const answer = await client.call(method, "/");
      expectEqual(answer.header("content-length"), "17", `content-length of ${method}`, answer);
    }
  }),
  check("routing.unknown-path.status", [], async ({ client }) => {
    for (const path of unknownPaths) expectStatus(await client.get(path), 404);
  }),
  check("routing.unknown-path.body", [], async ({ client }) => {
    for (const path of unknownPaths) {
      const answer = await client.get(path);
      expectEqual(answer.text, "404 page not found", "the body", answer);
    }
  }),
  check("routing.unknown-path.content-type", [], async ({ client }) => {
    const answer = await client.get(unknownPaths[0]!);
    expectEqual(answer.mediaType, "text/plain", "content-type", answer);
  }),
  check("routing.unknown-path.api-root", [], async ({ client }) => {
    for (const path of ["/api", "/api/"]) expectStatus(await client.get(path), 404);
  }),
  check("routing.unknown-path.blob-without-digest", [], async ({ client }) => {
    for (const method of ["HEAD", "POST"]) expectStatus(await client.call(method, "/api/blobs/"), 404);
  }),
  check("routing.unknown-path.profiling", [], async ({ client }) => {
    expectStatus(await client.get("/debug/pprof/"), 404);
  }),
  check("routing.path.case-sensitive", [], async ({ client }) => {
    for (const path of ["/API/TAGS", "/api/Tags"]) expectStatus(await client.get(path), 404);
  }),
  check("routing.path.query-ignored", [], async ({ client }) => {
    const plain = await client.get("/api/version");
    const queried = await client.get("/api/version?a=1&b=%20");
    expectEqual(queried.status, plain.status, "the status", queried);
    expectEqual(queried.text, plain.text, "the body", queried);
  }),
  check("routing.wrong-method.status", [], (context) =>
    askWrongMethods(context, (answer) => expectStatus(answer, 405)),
  ),
  check("routing.wrong-method.not-success", [], (context) =>
    askWrongMethods(context, (answer) => {
      expectThat(answer.status >= 300, `a wrong method got status ${answer.status}`, answer);
    }),
  ),
  check("routing.wrong-method.allow", [], (context) =>
    askWrongMethods(context, (answer, path) => {
      const allowed = answer.header("allow")?.split(/, */) ?? [];
      expectEqual(allowed.toSorted(), methodsOf(path), "the methods of Allow", answer);
    }),
  ),
  check("routing.wrong-method.allow-order", [], async ({ client }) => {
    const answer = await client.post("/api/tags", {});
    expectEqual(answer.header("allow"), "HEAD, GET", "Allow", answer);
  }),
  check("routing.wrong-method.body", [], (context) =>
    askWrongMethods(context, (answer) => expectEqual(answer.text, "405 method not allowed", "the body", answer)),
  ),
  check("routing.wrong-method.content-type", [], (context) =>
    askWrongMethods(context, (answer) => expectEqual(answer.mediaType, "text/plain", "content-type", answer)),
  ),
  check("routing.wrong-method.head", [], async ({ client }) => {
    for (const path of ["/api/chat", "/api/ps"]) expectStatus(await client.call("HEAD", path), 405);
  }),
  check("routing.head.parity", [], async ({ client }) => {
    for (const path of ["/", "/api/version", "/api/tags"]) {
      const [get, head] = [await client.get(path), await client.call("HEAD", path)];
      expectEqual(head.status, get.status, `the status of HEAD ${path}`, head);
      expectEqual(head.header("content-type"), get.header("content-type"), `content-type of HEAD ${path}`, head);
    }
  }),
  check("routing.head.no-body", [], async ({ client }) => {
    for (const path of ["/", "/api/version", "/api/tags", "/api/chat", unknownPaths[0]!]) {
      // The reader takes no body for HEAD, so what a server sends all the same stays on the connection as a leftover.
      const exchange = await client.exchange("HEAD", path);
      expectThat(exchange.leftover !== true, `HEAD ${path} was answered with a body`);
    }
  }),
  check("routing.trailing-slash.get", [], async ({ client }) => {
    for (const path of ["/api/version/", "/api/tags/"]) expectStatus(await client.get(path), 301);
  }),
  check("routing.trailing-slash.other-methods", [], async ({ client }) => {
    for (const path of ["/api/chat/", "/api/show/"]) expectStatus(await client.post(path, {}), 307);
  }),
  check("routing.trailing-slash.location", [], async ({ client }) => {
    const answer = await client.get("/api/version/");
    expectEqual(new URL(answer.header("location") ?? "", "http://x").pathname, "/api/version", "Location", answer);
  }),
  check("routing.trailing-slash.wrong-method", [], async ({ client }) => {
    expectStatus(await client.get("/api/generate/"), 404);
  }),
  check("routing.clean-path.redirect", [], async ({ client }) => {
    for (const path of ["//api/tags", "/api//tags"]) {
      const answer = await client.get(path);
      expectStatus(answer, 307);
      expectEqual(new URL(answer.header("location") ?? "", "http://x").pathname, "/api/tags", "Location", answer);
    }
  }),
  check("routing.redirect.before-origin-check", [], async ({ client }) => {
    const answer = await client.get("/api/version/", { headers: { Origin: "https://example.com" } });
    expectStatus(answer, 301);
  }),
  check("routing.unknown-path.after-host-check", [], async (context) => {
    context.requireLoopback();
    expectStatus(await context.client.get(unknownPaths[0]!, { headers: { Host: "example.com" } }), 403);
  }),
];

/** The methods of a path, sorted. */
function methodsOf(path: string): string[] {
  return Object.values(operations)
    .filter((operation) => operation.path === path)
    .flatMap(({ methods }) => methods)
    .toSorted();
}

import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of paths and methods. */
export const routing = chapter(
  { id: "routing", title: "Paths and methods", about: "Which paths exist, and what wrong paths and methods get." },
  {
    "root.get": must("`GET /` answers 200.", [observed, "client:n8n", "client:copilot"], { operations: ["root"] }),
    "root.head": must("`HEAD /` answers 200 without a body.", [observed, "client:ollama-cli"], {
      operations: ["root"],
    }),
    "root.banner": should("The body of `GET /` is the text `Ollama is running` without a newline.", [observed], {
      operations: ["root"],
    }),
    "root.content-type": should("`GET /` has the content type `text/plain; charset=utf-8`.", [observed], {
      operations: ["root"],
    }),
    "root.content-length": may("`GET /` and `HEAD /` have the header `Content-Length: 17`.", [observed], {
      operations: ["root"],
    }),
    "unknown-path.status": must("A path that is no endpoint gets 404, never a status of success.", [
      observed,
      "client:copilot",
    ]),
    "unknown-path.body": should("A path that is no endpoint gets the 18 bytes `404 page not found` as its body.", [
      observed,
    ]),
    "unknown-path.content-type": should("The 404 of a path that is no endpoint has the content type `text/plain`.", [
      observed,
    ]),
    "unknown-path.api-root": should("`/api` and `/api/` get 404.", [observed]),
    "unknown-path.blob-without-digest": should(
      "`HEAD /api/blobs/` and `POST /api/blobs/` without a digest get 404.",
      [observed],
      { operations: ["blobExists", "blobUpload"] },
    ),
    "unknown-path.profiling": should("`GET /debug/pprof/` gets 404.", [observed]),
    "path.case-sensitive": should("Paths are matched case-sensitively, so that `/API/TAGS` gets 404.", [observed]),
    "path.query-ignored": should("A query string after a path of the API changes nothing in the answer.", [observed]),
    "wrong-method.status": should("A method that a known path does not have gets 405.", [observed], {
      introducedIn: "0.7.0",
    }),
    "wrong-method.not-success": must("A method that a known path does not have never gets a status of success.", [
      observed,
      "client:zed",
    ]),
    "wrong-method.allow": should("A 405 has an `Allow` header that lists the methods of the path.", [observed], {
      introducedIn: "0.7.0",
    }),
    "wrong-method.allow-order": may(
      "`Allow` lists methods in the order HEAD, GET, POST, DELETE with `, ` between them, such as `HEAD, GET` for `/api/tags`.",
      [observed],
      { introducedIn: "0.7.0" },
    ),
    "wrong-method.body": should("A 405 has the text `405 method not allowed` as its body.", [observed], {
      introducedIn: "0.7.0",
    }),
    "wrong-method.content-type": should("A 405 has the content type `text/plain`.", [observed], {
      introducedIn: "0.7.0",
    }),
    "wrong-method.head": should(
      "`HEAD` on an endpoint that has only GET, POST or DELETE gets 405 without a body.",
      [observed],
      { introducedIn: "0.7.0" },
    ),
    "wrong-method.unknown-verb": may("A method that HTTP does not define gets 405 on a known path.", [observed], {
      introducedIn: "0.7.0",
    }),
    "head.parity": should(
      "`HEAD` on `/`, `/api/version` and `/api/tags` answers with the status and content type of the GET.",
      ["handler", "client:ollama-cli"],
      { operations: ["root", "version", "list"], introducedIn: "0.5.12" },
    ),
    "head.no-body": must("The answer to a `HEAD` request has no body, whatever its status.", [
      observed,
      "client:ollama-cli",
    ]),
    "trailing-slash.get": should("A GET of a known path with a slash behind it gets 301.", [observed]),
    "trailing-slash.other-methods": should(
      "A POST or DELETE to a known path with a slash behind it gets 307, so that clients send the body again.",
      [observed],
    ),
    "trailing-slash.location": should(
      "The redirect of a path with a slash behind it names the path without the slash in `Location`.",
      [observed],
    ),
    "trailing-slash.wrong-method": may(
      "A path with a slash behind it gets 404 where the method is not one of the path's.",
      [observed],
    ),
    "clean-path.redirect": may(
      "A path with `//` or `/./` in it, such as `//api/tags`, gets 307 to the cleaned path.",
      [observed],
      { introducedIn: "0.24.0" },
    ),
    "redirect.before-origin-check": may("Redirects of paths are answered before `Origin` and `Host` are checked.", [
      observed,
    ]),
    "unknown-path.after-host-check": may(
      "A path that is no endpoint gets 403 rather than 404 where `Host` is not allowed.",
      [observed],
    ),
    "connection.reuse": should(
      "Requests over one kept-alive connection get the same answers as over one connection each.",
      ["handler"],
    ),
  },
);

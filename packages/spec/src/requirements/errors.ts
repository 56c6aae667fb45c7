import { chapter, may, must, observed, should } from "./chapter.ts";

const streaming = ["generate", "chat", "create", "pull", "push"] as const;
const named = ["show", "generate", "chat", "embed", "embeddings", "copy", "delete"] as const;

/** Rules of error answers that hold for many endpoints. */
export const errors = chapter(
  { id: "errors", title: "Errors", about: "Status, body and place of error messages." },
  {
    "status.never-success": must(
      "A request that fails before anything of the answer is sent does not get a status of success.",
      ["handler", observed, "client:ollama-js", "client:openai-sdk"],
    ),
    "body.error-key": must(
      "An error of an endpoint under `/api` is a JSON object with its text in `error`, not in `detail` or `message`.",
      [observed, "client:open-webui", "client:continue"],
    ),
    "body.error-string": must("The `error` of an endpoint under `/api` is a string, not an object.", [
      observed,
      "client:ollama-js",
      "client:ollama-python",
    ]),
    "body.not-empty": must(
      "An error of an endpoint under `/api` that is not a matter of paths, methods or hosts has a body.",
      [observed, "client:copilot"],
    ),
    "body.only-key": should("An error object has no key but `error`, and `signin_url` with status 401.", [observed]),
    "body.no-html": must("An error of an endpoint under `/api` is not an HTML page.", ["handler", "client:ollama-js"]),
    "content-type.json": should(
      "An error of an endpoint under `/api` has a content type that begins with `application/json`.",
      [observed],
    ),
    "content-type.charset": may(
      "An error before the streaming begins has the content type `application/json; charset=utf-8`.",
      [observed],
    ),
    "status.model-not-found": must(
      "A request for a model that is not in the store gets 404.",
      [observed, "client:ollama-python", "client:home-assistant"],
      { operations: named },
    ),
    "status.bad-request": must(
      "A request that the client has to correct gets a status from 400 to 499, except for wrong options and formats.",
      [observed, "client:ollama-python"],
    ),
    "text.names-model": should(
      "The error of a model that is not in the store has the model's name in it.",
      [observed],
      { operations: named },
    ),
    "text.not-found-word": must(
      "The error of a model that is not in the store has the words `not found` in it.",
      [observed, "client:ollama-cli"],
      { operations: named },
    ),
    "text.no-leak": may("An error may name files of the server's machine, or may leave them out.", [observed]),
    "after-error.serves-on": must("A server answers the next request after any error.", [
      "handler",
      "client:home-assistant",
    ]),
    "rate-limit.cloud-only": may("A local model never gets 429: too many requests get 503.", ["handler", "docs"], {
      operations: ["generate", "chat"],
    }),
    "first-event.status": should(
      "A streaming request whose first event is an error gets the error's status rather than 200.",
      [observed],
      { operations: streaming, introducedIn: "0.12.6" },
    ),
    "first-event.content-type": may(
      "A streaming request whose first event is an error gets the content type `application/json` without a charset.",
      [observed],
      { operations: streaming, introducedIn: "0.12.6" },
    ),
    "first-event.object": must(
      "A streaming request whose first event is an error gets one JSON object with `error`.",
      [observed, "client:ollama-js"],
      { operations: streaming },
    ),
    "mid-stream.line": must(
      "An error after the first frame of a stream is a last line with an object with `error`.",
      [observed, "client:ollama-js", "client:ollama-python"],
      { operations: streaming },
    ),
    "mid-stream.no-done": must(
      "No object with `done` true and no `success` follows an error in a stream.",
      [observed, "client:ollama-js"],
      { operations: streaming },
    ),
    "mid-stream.newline": should("The line of an error in a stream ends in a newline.", [observed], {
      operations: streaming,
    }),
    "mid-stream.clean-end": must(
      "After the line of an error the chunked body ends properly, so that the client can read the line.",
      [observed, "client:ollama-js"],
      { operations: streaming },
    ),
    "mid-stream.only-key": should("The line of an error in a stream has no key but `error`.", [observed], {
      operations: streaming,
    }),
    "unstreamed.status": must(
      "With `stream` false an error gets its own status, at whatever stage it arises.",
      [observed, "client:ollama-python"],
      { operations: streaming },
    ),
  },
);

import { isRecord } from "../check/expect.ts";
import { failure, json, text } from "../fake/answer.ts";
import { asks, generates, onErrors } from "./inference.ts";
import type { Mutant } from "./mutant.ts";

/** Whether the error is of a model that is not there. */
const absent = (error: string) => error.includes("not found");

/** Changes the last line of a stream that fails, as it goes out. */
function onLastLine(change: (line: string) => readonly string[], headers = {}): NonNullable<Mutant["answer"]> {
  return (answer) => {
    const { body } = answer;
    const last = body.kind === "ndjson" ? body.frames.at(-1) : undefined;
    if (body.kind !== "ndjson" || !isRecord(last) || !("error" in last)) return answer;
    const lines = body.frames.slice(0, -1).map((frame) => `${JSON.stringify(frame)}\n`);
    const parts = [...lines, ...change(`${JSON.stringify(last)}\n`)];
    return { ...answer, headers: { "content-type": "application/x-ndjson", ...headers }, body: { kind: "raw", parts } };
  };
}

/** Mutants of error answers. */
export const errors: readonly Mutant[] = [
  {
    id: "error-200",
    bug: "Errors are answered with status 200.",
    seenIn: "lemonade-sdk/lemonade#1551",
    killedBy: ["errors.status.never-success", "errors.status.bad-request", "errors.status.model-not-found"],
    answer: onErrors((error) => json(200, { error })),
  },
  {
    id: "error-in-detail",
    bug: "The error stands in `detail`, as FastAPI writes it.",
    seenIn: "open-webui/open-webui#11906",
    killedBy: ["errors.body.error-key", "errors.body.only-key"],
    answer: onErrors((error, { status }) => json(status, { detail: error })),
  },
  {
    id: "error-as-object",
    bug: "The `error` is an object with a `message`, as in OpenAI's protocol.",
    killedBy: ["errors.body.error-string"],
    answer: onErrors((error, { status }) => json(status, { error: { message: error, type: "api_error" } })),
  },
  {
    id: "error-without-body",
    bug: "Errors have no body, so clients fail at the end of JSON that never began.",
    seenIn: "Stream29/ProxyAsLocalModel#14",
    killedBy: ["errors.body.not-empty"],
    answer: onErrors((_, { status }) => text(status, "", { "content-type": "application/json" })),
  },
  {
    id: "error-with-code",
    bug: "Beside `error` there are a code and a trace.",
    killedBy: ["errors.body.only-key"],
    answer: onErrors((error, { status }) => json(status, { error, code: status, trace: [] })),
  },
  {
    id: "error-page",
    bug: "Errors are pages of the web framework.",
    killedBy: ["errors.body.no-html", "errors.content-type.json", "errors.body.error-key"],
    answer: onErrors((error, { status }) =>
      text(status, `<html><h1>${error}</h1></html>`, { "content-type": "text/html" }),
    ),
  },
  {
    id: "error-as-plain-text",
    bug: "Errors are plain text.",
    killedBy: ["errors.content-type.json", "errors.body.error-key"],
    answer: onErrors((error, { status }) => text(status, error)),
  },
  {
    id: "model-not-found-400",
    bug: "A model that is not there gets 400.",
    killedBy: ["errors.status.model-not-found", "generate.model.not-found", "chat.model.not-found"],
    answer: onErrors((error, answer) => (absent(error) ? failure(400, error) : answer)),
  },
  {
    id: "model-not-found-500",
    bug: "A model that is not there gets 500.",
    killedBy: ["errors.status.model-not-found", "generate.unload.missing-model"],
    answer: onErrors((error, answer) => (absent(error) ? failure(500, error) : answer)),
  },
  {
    id: "model-not-found-unnamed",
    bug: "The error of a model that is not there does not name it.",
    killedBy: ["errors.text.names-model", "generate.model.not-found-text", "chat.model.not-found-text"],
    answer: onErrors((error, answer) => (absent(error) ? failure(answer.status, "model not found") : answer)),
  },
  {
    id: "unknown-model",
    bug: "The error of a model that is not there says `unknown model`.",
    killedBy: ["errors.text.not-found-word"],
    answer: onErrors((error, answer) =>
      absent(error) ? failure(answer.status, error.replace(" not found", " is unknown")) : answer,
    ),
  },
  {
    id: "bad-request-500",
    bug: "Requests that can't be decoded get 500.",
    killedBy: ["errors.status.bad-request"],
    answer: onErrors((error, answer) => (answer.status === 400 ? failure(500, error) : answer)),
  },
  {
    id: "first-error-in-stream",
    bug: "A stream begins with 200 before anything is known, and an error is its first line.",
    killedBy: ["errors.first-event.status"],
    answer: onErrors((error, answer, request) =>
      generates(request) && asks(request) && answer.status === 500
        ? { status: 200, headers: {}, body: { kind: "ndjson", frames: [{ error }] } }
        : answer,
    ),
  },
  {
    id: "first-error-twice",
    bug: "An error that comes first is followed by an object with `done` true.",
    killedBy: ["errors.first-event.object"],
    answer: onErrors((error, answer, request) =>
      generates(request) && asks(request) && answer.status === 500
        ? { status: 500, headers: {}, body: { kind: "ndjson", frames: [{ error }, { done: true }] } }
        : answer,
    ),
  },
  {
    id: "late-error-as-text",
    bug: "An error in a stream is a line of plain text.",
    killedBy: ["errors.mid-stream.line"],
    answer: onLastLine(() => ["Internal Server Error\n"]),
  },
  {
    id: "late-error-swallowed",
    bug: "A stream that fails just ends.",
    killedBy: ["errors.mid-stream.line"],
    answer: onLastLine(() => []),
  },
  {
    id: "late-error-then-success",
    bug: "After an error the stream says that it succeeded.",
    killedBy: ["errors.mid-stream.no-done", "errors.mid-stream.line"],
    answer: onLastLine((line) => [line, '{"status":"success"}\n']),
  },
  {
    id: "late-error-without-newline",
    bug: "The line of an error has no newline.",
    killedBy: ["errors.mid-stream.newline"],
    answer: onLastLine((line) => [line.trimEnd()]),
  },
  {
    id: "late-error-cuts",
    bug: "The connection is cut after the line of an error.",
    killedBy: ["errors.mid-stream.clean-end"],
    answer: onLastLine((line) => [line], { "content-length": "100000" }),
  },
  {
    id: "late-error-with-status",
    bug: "The line of an error has a `status`, too.",
    killedBy: ["errors.mid-stream.only-key"],
    answer: onLastLine((line) => [line.replace("{", '{"status":"failed",')]),
  },
  {
    id: "unstreamed-error-200",
    bug: "With `stream` false an error that comes late is answered 200.",
    killedBy: ["errors.unstreamed.status"],
    answer: (answer, { operation }) =>
      operation === "push" && answer.status >= 400 ? { ...answer, status: 200 } : answer,
  },
];

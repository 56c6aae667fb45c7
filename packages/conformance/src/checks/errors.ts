import type { OperationId } from "@cria/spec";
import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { errorText, expectEqual, expectRecord, expectStatus, expectThat, isRecord } from "../check/expect.ts";
import { NotApplicable, NotSupported } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";
import { absentModel } from "../target/absent-operations.ts";
import { ask, kinds, prompt } from "./inference/ask.ts";

/** A request, and the operation that it is for. */
interface Request {
  readonly operation: OperationId;
  readonly method: string;
  readonly path: string;
  /** JSON, or a text that goes out as it is. */
  readonly body: unknown;
}

const post = (operation: OperationId, path: string, body: unknown): Request => ({
  operation,
  method: "POST",
  path,
  body,
});

/** Requests for a model that is not there. */
const absent: readonly Request[] = [
  post("show", "/api/show", { model: absentModel }),
  post("generate", "/api/generate", { model: absentModel, prompt: "hi" }),
  post("chat", "/api/chat", { model: absentModel, messages: [{ role: "user", content: "hi" }] }),
  post("embed", "/api/embed", { model: absentModel, input: "hi" }),
  post("embeddings", "/api/embeddings", { model: absentModel, prompt: "hi" }),
  post("copy", "/api/copy", { source: absentModel, destination: `${absentModel}-copy` }),
  { operation: "delete", method: "DELETE", path: "/api/delete", body: { model: absentModel } },
];

/** Requests that the client has to correct. */
const wrong: readonly Request[] = [
  post("generate", "/api/generate", ""),
  post("chat", "/api/chat", "{"),
  post("show", "/api/show", "not json"),
  post("chat", "/api/chat", []),
  post("generate", "/api/generate", { model: 5 }),
  post("chat", "/api/chat", { model: absentModel, messages: "hi" }),
  post("chat", "/api/chat", { messages: [{ role: "user", content: "hi" }] }),
  post("show", "/api/show", {}),
  post("embed", "/api/embed", { model: absentModel, input: "hi", truncate: "yes" }),
  // A stream that begins with an error has its status since 0.12.6 only, which is a rule of its own.
  post("create", "/api/create", { model: absentModel, stream: false }),
  post("copy", "/api/copy", { source: absentModel }),
];

/** Sends those of the requests whose operation the server offers, and looks at each answer. */
async function each(
  { client, absent: missing }: CheckContext,
  requests: readonly Request[],
  verify: (answer: Answer, request: Request) => Promise<void> | void,
): Promise<void> {
  for (const request of requests.filter(({ operation }) => !missing.has(operation))) {
    const { method, path, body } = request;
    const options = typeof body === "string" ? { raw: body } : {};
    await verify(await client.call(method, path, body, options), request);
  }
}

/** Looks at the answers to all of them that are errors. */
function eachError(context: CheckContext, verify: (answer: Answer) => void): Promise<void> {
  return each(context, [...wrong, ...absent], (answer) => {
    if (answer.status >= 400) verify(answer);
  });
}

/** The error of an answer whatever its form, empty if it is none. */
const said = (answer: Answer) => errorText(answer) ?? answer.text;

/** Streams whose first event is an error. Throws {@link NotApplicable} where there is no such thing. */
async function eachFirstError(context: CheckContext, verify: (answer: Answer) => void): Promise<void> {
  for (const kind of kinds) {
    // What is wrong with a format shows when the answer begins.
    const answer = await ask(context, kind, prompt, { format: "xml", options: { num_predict: 2 } });
    const errs = answer.status >= 400 || /^\s*(?:data: *)?\{"error"/.test(answer.text);
    if (!errs) throw new NotApplicable("the server takes a wrong format for none, and nothing else fails so late");
    verify(answer);
  }
}

/** A stream that fails after its first object: of pushing a model that is not there. */
async function failingStream({ client, absent: missing }: CheckContext): Promise<Answer> {
  if (missing.has("push")) throw new NotSupported("the server does not offer push, whose errors come late");
  const answer = await client.post("/api/push", { model: `cria-conformance/${absentModel}` });
  if (answer.status >= 400) throw new NotApplicable("the server refuses at once to push what is not there");
  return answer;
}

/** The place of the object with the error among the lines of a stream. */
function placeOfError(frames: readonly unknown[]): number {
  return frames.findIndex((frame) => isRecord(frame) && "error" in frame);
}

export const errors = [
  check("errors.status.never-success", [], (context) =>
    each(context, [...wrong, ...absent], (answer, { method, path }) => {
      expectThat(answer.status >= 400, `${method} ${path} failed and got status ${answer.status}`, answer);
    }),
  ),
  check("errors.body.error-key", [], (context) =>
    eachError(context, (answer) => {
      const body = expectRecord(answer.json, "the body", answer);
      expectThat("error" in body, `the error is not in "error" but in ${Object.keys(body).join(", ")}`, answer);
    }),
  ),
  check("errors.body.error-string", [], (context) =>
    eachError(context, (answer) => {
      const { error } = expectRecord(answer.json, "the body", answer);
      expectThat(typeof error === "string", `error is not a string but ${JSON.stringify(error)}`, answer);
    }),
  ),
  check("errors.body.not-empty", [], (context) =>
    eachError(context, (answer) => expectThat(answer.text !== "", `an error ${answer.status} has no body`, answer)),
  ),
  check("errors.body.only-key", [], (context) =>
    eachError(context, (answer) => {
      const keys = Object.keys(expectRecord(answer.json, "the body", answer));
      const allowed = answer.status === 401 ? ["error", "signin_url"] : ["error"];
      const more = keys.filter((key) => !allowed.includes(key));
      expectEqual(more, [], "keys beside error", answer);
    }),
  ),
  check("errors.body.no-html", [], (context) =>
    eachError(context, (answer) => {
      const html = answer.mediaType === "text/html" || /^\s*<(?:!doctype|html)/i.test(answer.text);
      expectThat(!html, "an error is an HTML page", answer);
    }),
  ),
  check("errors.content-type.json", [], (context) =>
    eachError(context, (answer) => expectEqual(answer.mediaType, "application/json", "content-type", answer)),
  ),
  check("errors.status.model-not-found", [], (context) => each(context, absent, (answer) => expectStatus(answer, 404))),
  check("errors.status.bad-request", [], (context) =>
    each(context, wrong, (answer, { method, path, body }) => {
      const what = `${method} ${path} with ${JSON.stringify(body)} got status ${answer.status}`;
      expectThat(answer.status >= 400 && answer.status < 500, what, answer);
    }),
  ),
  check("errors.text.names-model", [], (context) =>
    each(context, absent, (answer) => {
      expectThat(said(answer).includes(absentModel), `the error does not name the model: ${said(answer)}`, answer);
    }),
  ),
  check("errors.text.not-found-word", [], (context) =>
    each(context, absent, (answer) => {
      expectThat(said(answer).includes("not found"), `the error does not say "not found": ${said(answer)}`, answer);
    }),
  ),
  check("errors.after-error.serves-on", [], (context) =>
    each(context, [...wrong, ...absent], async () => expectStatus(await context.client.get("/api/version"), 200)),
  ),
  check("errors.first-event.status", ["model"], (context) =>
    eachFirstError(context, (answer) => {
      expectThat(answer.status >= 400, `an error that came first got status ${answer.status}`, answer);
    }),
  ),
  check("errors.first-event.object", ["model"], (context) =>
    eachFirstError(context, (answer) => {
      const { error } = expectRecord(answer.json, "the body", answer);
      expectThat(typeof error === "string", "the body has no error", answer);
    }),
  ),
  check("errors.mid-stream.line", [], async (context) => {
    const answer = await failingStream(context);
    const { frames } = answer;
    const place = placeOfError(frames);
    expectThat(place >= 0, "no line has an error", answer);
    expectEqual(place, frames.length - 1, "the place of the line with the error", answer);
    const { error } = expectRecord(frames[place], "the last line", answer);
    expectThat(typeof error === "string", `error is not a string but ${JSON.stringify(error)}`, answer);
  }),
  check("errors.mid-stream.no-done", [], async (context) => {
    const answer = await failingStream(context);
    const { frames } = answer;
    const after = frames.slice(placeOfError(frames)).filter(isRecord);
    const ended = after.some(({ done, status }) => done === true || status === "success");
    expectThat(!ended, "the stream says after its error that it succeeded", answer);
  }),
  check("errors.mid-stream.newline", [], async (context) => {
    const answer = await failingStream(context);
    expectThat(answer.text.endsWith("\n"), "the line of the error has no newline", answer);
  }),
  check("errors.mid-stream.clean-end", [], async (context) => {
    // An answer that was cut off is no answer, and fails by itself.
    await failingStream(context);
  }),
  check("errors.mid-stream.only-key", [], async (context) => {
    const answer = await failingStream(context);
    const { frames } = answer;
    const line = frames[placeOfError(frames)];
    expectEqual(Object.keys(isRecord(line) ? line : {}), ["error"], "the keys of the line", answer);
  }),
  check("errors.unstreamed.status", [], async (context) => {
    const { client, absent: missing } = context;
    const answers = [await client.post("/api/chat", { model: absentModel, stream: false, messages: [{}] })];
    if (!missing.has("push")) answers.push(await client.post("/api/push", { model: absentModel, stream: false }));
    for (const answer of answers) {
      expectThat(answer.status >= 400, `an error got status ${answer.status}`, answer);
    }
  }),
];

import type { RequirementId } from "@cria/spec";
import { type Check, check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectStatus } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import { expectMessage } from "./v1/errors.ts";
import { at, expectText } from "./v1/json.ts";
import { silence } from "./v1/sound.ts";

const path = "/v1/audio/transcriptions";
const boundary = "cria-conformance-boundary";

type Form = Readonly<Record<string, string | Uint8Array>>;

/** Sends a form: texts as fields, bytes as a file. */
function send({ client }: CheckContext, form: Form, query = "") {
  const parts: Uint8Array[] = [];
  const write = (text: string) => parts.push(new TextEncoder().encode(text));
  for (const [name, value] of Object.entries(form)) {
    const file = typeof value === "string" ? "" : `; filename="sound.wav"\r\nContent-Type: audio/wav`;
    write(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`);
    parts.push(typeof value === "string" ? new TextEncoder().encode(value) : value);
    write("\r\n");
  }
  write(`--${boundary}--\r\n`);
  return client.call("POST", path + query, undefined, {
    raw: Buffer.concat(parts),
    headers: { "Content-Type": `multipart/form-data; boundary=${boundary}` },
  });
}

/** A model that hears. Throws {@link NotApplicable} if there is none. */
function hearer({ models }: CheckContext): string {
  const found = models.known.find(({ capabilities }) => capabilities.includes("audio"));
  if (found !== undefined) return found.name;
  throw new NotApplicable("no model of the server says that it has the capability audio");
}

/** A transcription that succeeded, asked for once. */
async function transcribe(context: CheckContext, more: Form = {}) {
  const form = { model: hearer(context), file: silence, ...more };
  const answer = await context.once(`transcription ${JSON.stringify(more)}`, () => send(context, form));
  expectStatus(answer, 200);
  return answer;
}

async function textOf(context: CheckContext, more: Form = {}): Promise<string> {
  const answer = await transcribe(context, more);
  return expectText(at(answer.json, "text"), "text", answer);
}

/** A form that is refused with 400, and what is said of it. */
function refused(topic: "model-required" | "file-required" | "file-empty", form: Form, said: string | RegExp): Check[] {
  const status: RequirementId =
    topic === "file-empty"
      ? "openai-transcriptions.file-empty-400"
      : `openai-transcriptions.${topic as "model-required" | "file-required"}`;
  return [
    check(status, [], async (context) => expectStatus(await send(context, form), 400)),
    check(`openai-transcriptions.${topic}-text`, [], async (context) => expectMessage(await send(context, form), said)),
  ];
}

/** Fields that change nothing about success. */
function accepted(id: RequirementId, form: Form): Check {
  return check(id, [], async (context) => void (await transcribe(context, form)));
}

export const openaiTranscriptions = [
  check("openai-transcriptions.text", [], async (context) => void (await textOf(context))),
  check("openai-transcriptions.trimmed", [], async (context) => {
    const text = await textOf(context);
    expectEqual(text, text.trim(), "text");
  }),
  check("openai-transcriptions.repeatable", [], async (context) => {
    const answer = await send(context, { model: hearer(context), file: silence });
    expectEqual(at(answer.json, "text"), await textOf(context), "text of the second answer", answer);
  }),
  check("openai-transcriptions.format-text", [], async (context) => {
    const answer = await transcribe(context, { response_format: "text" });
    expectEqual(answer.text.trim(), await textOf(context), "the body", answer);
  }),
  check("openai-transcriptions.format-other", [], async (context) => {
    for (const response_format of ["verbose_json", "srt", "vtt"]) await textOf(context, { response_format });
  }),
  check("openai-transcriptions.not-multipart-400", [], async ({ client }) => {
    expectStatus(await client.post(path, { model: "x" }), 400);
  }),
  check("openai-transcriptions.not-multipart-text", [], async ({ client }) => {
    expectMessage(await client.post(path, { model: "x" }), /^failed to parse multipart form: /);
  }),
  ...refused("model-required", { file: silence }, "model is required"),
  check("openai-transcriptions.model-in-query", [], async (context) => {
    const query = `?model=${encodeURIComponent(hearer(context))}`;
    expectStatus(await send(context, { file: silence }, query), 200);
  }),
  ...refused("file-required", { model: "cria-conformance-absent" }, /^file is required/),
  ...refused("file-empty", { model: "cria-conformance-absent", file: new Uint8Array() }, "audio file is empty"),
  accepted("openai-transcriptions.ignored-fields", {
    temperature: "0.5",
    "timestamp_granularities[]": "word",
    stream: "true",
  }),
  accepted("openai-transcriptions.language-accepted", { language: "en", prompt: "A llama speaks." }),
];

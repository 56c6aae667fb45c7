import { type FakeAnswer, json, text } from "../answer.ts";
import { Fail } from "../native/fail.ts";
import type { OperationRequest } from "../request.ts";
import type { FakeState } from "../state.ts";
import { askChat } from "./ask-native.ts";

/** Answers `POST /v1/audio/transcriptions`. */
export async function transcriptions({ bytes, headers, url }: OperationRequest, state: FakeState): Promise<FakeAnswer> {
  const form = await formOf(bytes, headers["content-type"] ?? "");
  const field = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  const model = field("model") || (new URL(url, "http://fake").searchParams.get("model") ?? "");
  if (model === "") throw new Fail(400, "model is required");
  const file = form.get("file");
  if (file === null || typeof file === "string") throw new Fail(400, "file is required: http: no such file");
  if (file.size === 0) throw new Fail(400, "audio file is empty");
  const audio = Buffer.from(await file.arrayBuffer()).toString("base64");
  const [language, prompt] = [field("language"), field("prompt")];
  const { frames } = askChat(
    {
      model,
      messages: [
        { role: "system", content: `Write down what is said, word for word. ${language} ${prompt}`.trim() },
        { role: "user", images: [audio] },
      ],
      stream: true,
      options: { temperature: 0 },
    },
    state,
  );
  const said = frames
    .map((frame) => frame.message.content)
    .join("")
    .trim();
  return field("response_format") === "text" ? text(200, said) : json(200, { text: said });
}

async function formOf(bytes: Uint8Array, contentType: string) {
  const bad = (why: string) => new Fail(400, `failed to parse multipart form: ${why}`);
  if (!/^multipart\/form-data\b/i.test(contentType)) throw bad("request Content-Type isn't multipart/form-data");
  try {
    return await new Response(new Uint8Array(bytes), { headers: { "content-type": contentType } }).formData();
  } catch {
    throw bad("multipart: NextPart: EOF");
  }
}

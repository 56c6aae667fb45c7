import { GenerateRequest } from "@cria/spec";
import { type FakeAnswer, json, ndjson } from "../answer.ts";
import { decode } from "../decode/decode.ts";
import type { FakeState } from "../state.ts";
import { insertPrompt, promptOf } from "../template/prompt.ts";
import { Fail } from "./fail.ts";
import {
  checkAbilities,
  checkRequest,
  contextLengthOf,
  generated,
  type InferenceRequest,
  logprobsOf,
  metricsOf,
  now,
} from "./inference.ts";
import { filled, fitted, fittedPrompt } from "./prompt.ts";

interface GenerateBody extends InferenceRequest {
  readonly prompt?: string;
  readonly suffix?: string;
  readonly system?: string;
  readonly template?: string;
  readonly context?: readonly number[];
  readonly raw?: boolean;
  readonly images?: readonly string[];
}

export function generate(text: string, state: FakeState): FakeAnswer {
  const body = decode(GenerateRequest, text) as GenerateBody;
  const {
    model: name = "",
    prompt = "",
    raw = false,
    context,
    system = "",
    template = "",
    keep_alive: keepAlive,
  } = body;
  const frame = (response: string, more: object) => ({ model: name, created_at: now(), response, ...more });
  const model = checkRequest(state, body, () => new Fail(404, `model '${name}' not found`));
  if (prompt === "" && keepAlive === 0) {
    state.loaded.delete(model.name);
    return json(200, frame("", { done: true, done_reason: "unload" }));
  }
  if (raw && (template !== "" || system !== "" || (context ?? []).length > 0)) {
    throw new Fail(400, "raw mode does not support template, system, or context");
  }
  const prepared = checkAbilities(model, body, "generate");
  const length = prepared.options.num_ctx as number | undefined;
  const loaded = state.load(model, length, prompt === "" ? keepAlive : undefined);
  if (prompt === "") return json(200, frame("", { done: true, done_reason: "load" }));

  const texts = { System: system || model.system, Prompt: prompt, Suffix: body.suffix ?? "" };
  const before = (context ?? []).map((token) => `${token} `).join("");
  const usual = () => (texts.System === "" ? "" : `${texts.System}\n`) + texts.Prompt + texts.Suffix;
  const own = template || (model.templated ? model.template : "");
  const templated = () => {
    if (texts.Suffix !== "") return insertPrompt(own, prompt, texts.Suffix);
    const first = texts.System === "" ? [] : [{ role: "system", content: texts.System }];
    const asked = { role: "user", content: prompt, images: body.images };
    const all = [...first, ...(context === undefined ? model.messages : []), asked];
    const think = model.capabilities.includes("thinking") ? (body.think ?? true) : undefined;
    return fittedPrompt(all, contextLengthOf(prepared), (messages) => promptOf(own, { messages, think }));
  };
  const rendered = raw ? prompt : before + (own === "" ? usual() : filled(templated));
  if (body._debug_render_only) {
    const images = body.images?.length ?? 0;
    const info = { rendered_template: rendered, ...(images > 0 ? { image_count: images } : {}) };
    return json(200, { ...frame("", { done: false }), _debug_info: info });
  }
  const { shift, truncate } = body;
  const limits = { contextLength: contextLengthOf(prepared), keep: prepared.options.num_keep, shift, truncate };
  const result = generated(prepared, fitted(rendered, limits), body, body.images);
  state.load(model, length, keepAlive);
  const tokens = [
    ...Buffer.from(rendered),
    ...result.pieces.flatMap(({ content = "", thinking = "" }) => [...Buffer.from(thinking + content)]),
  ];
  const end = {
    done: true,
    done_reason: result.reason,
    ...(raw ? {} : { context: tokens }),
    ...metricsOf(result, loaded),
  };
  const joined = (key: "thinking" | "content") => result.pieces.map((piece) => piece[key] ?? "").join("");
  if (body.stream === false) {
    const thinking = joined("thinking");
    const logprobs = result.pieces.flatMap(
      (piece) => (logprobsOf(piece, body) as { logprobs?: object[] }).logprobs ?? [],
    );
    const more = { ...(thinking === "" ? {} : { thinking }), ...end, ...(logprobs.length > 0 ? { logprobs } : {}) };
    return json(200, frame(joined("content"), more));
  }
  const frames = result.pieces.map((piece) => {
    const { content = "", thinking } = piece;
    return frame(content, { ...(thinking && { thinking }), done: false, ...logprobsOf(piece, body) });
  });
  return ndjson([...frames, frame("", end)], result.pace);
}

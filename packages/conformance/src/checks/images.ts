import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectError, expectStatus, expectThat, isRecord } from "../check/expect.ts";
import type { Answer } from "../exchange/answer.ts";
import { askWhole, can, type Kind, kinds } from "./inference/ask.ts";
import { eachObject, messageOf, objectOf } from "./inference/frames.ts";
import { picture } from "./inference/picture.ts";

/** Asks for one token about images. */
function show(context: CheckContext, kind: Kind, images: unknown, more: object = {}): Promise<Answer> {
  const text = "What is this?";
  const place = kind === "generate" ? { images } : { messages: [{ role: "user", content: text, images }] };
  return askWhole(context, kind, text, { ...place, options: { num_predict: 1 }, ...more });
}

/** Images that are no base64, and the place of the first byte that is none; undefined where it does not matter. */
const bad: readonly (readonly [image: string, at: number])[] = [
  [`data:image/png;base64,${picture}`, 4],
  ["https://example.com/llama.png", 5],
  ["iVBORw0KGgo*", 11],
  [" iVBORw0KGgo=", 0],
];

export const images = [
  check("images.base64.standard", ["vision"], async (context) => {
    const model = context.models.with("vision");
    for (const kind of kinds) expectStatus(await show(context, kind, [picture], { model }), 200);
  }),
  check("images.base64.data-url", ["model"], async (context) => {
    for (const kind of kinds) expectError(await show(context, kind, [`data:image/png;base64,${picture}`]), 400);
  }),
  check("images.base64.url", ["model"], async (context) => {
    for (const kind of kinds) expectError(await show(context, kind, ["http://127.0.0.1:9/llama.png"]), 400);
  }),
  check("images.base64.error-text", ["model"], async (context) => {
    for (const kind of kinds) {
      for (const [image, at] of bad) {
        expectError(await show(context, kind, [image]), 400, `illegal base64 data at input byte ${at}`);
      }
    }
  }),
  check("images.element.type", ["model"], async (context) => {
    for (const kind of kinds) {
      for (const element of [5, true, { url: "llama.png" }]) {
        expectError(await show(context, kind, [element]), 400, /^json: cannot unmarshal/);
      }
    }
  }),
  check("images.empty-list", ["model"], async (context) => {
    for (const kind of kinds) {
      for (const none of [[], null]) expectStatus(await show(context, kind, none), 200);
    }
  }),
  check("images.not-in-answer", ["model"], async (context) => {
    await eachObject(context, (frame, answer) => {
      expectThat(!("images" in frame || "images" in messageOf(frame)), "an object has images", answer);
    });
    if (!can(context, context.model, "vision")) return;
    const answer = await show(context, "chat", [picture]);
    expectThat(!("images" in messageOf(objectOf(answer))), "the answer has images", answer);
  }),
  check("images.undecodable", ["vision"], async (context) => {
    const model = context.models.with("vision");
    for (const kind of kinds) {
      const answer = await show(context, kind, [btoa("this is no image at all")], { model });
      expectThat(answer.status >= 400, `bytes that are no image got status ${answer.status}`, answer);
      expectStatus(await show(context, kind, [], { model }), 200);
    }
  }),
  check("images.several", ["vision"], async (context) => {
    const model = context.models.with("vision");
    for (const kind of kinds) {
      expectStatus(await show(context, kind, [picture, picture], { model }), 200);
      const answer = await show(context, kind, [picture, picture], { model, _debug_render_only: true });
      const { _debug_info: info } = objectOf(answer);
      if (isRecord(info)) expectEqual(info.image_count, 2, "image_count", answer);
    }
  }),
  check("images.prompt-tokens", ["vision"], async (context) => {
    const model = context.models.with("vision");
    for (const kind of kinds) {
      const count = async (list: readonly string[]) => {
        const { prompt_eval_count: tokens } = objectOf(await show(context, kind, list, { model }));
        return typeof tokens === "number" ? tokens : 0;
      };
      const [without, one] = [await count([]), await count([picture])];
      expectThat(one > without, `the prompt has ${without} tokens without an image and ${one} with it`);
    }
  }),
];

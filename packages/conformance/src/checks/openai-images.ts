import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { RequirementId } from "@cria/spec";
import { type Check, check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectThat } from "../check/expect.ts";
import { user } from "./v1/ask.ts";
import { accepts, body, chat, contentOf, path, refuses } from "./v1/chat.ts";
import { expectMessage } from "./v1/errors.ts";
import { dataUrl, picture, pictures } from "./v1/images.ts";
import { eachOffered } from "./v1/offered.ts";
import * as responses from "./v1/responses.ts";

const inChat = (url: string, more: object = {}) => ({
  messages: [
    user([
      { type: "text", text: "What is this?" },
      { type: "image_url", image_url: { url, ...more } },
    ]),
  ],
});
const inResponse = (url: string) => ({
  input: [
    user([
      { type: "input_text", text: "What is this?" },
      { type: "input_image", image_url: url },
    ]),
  ],
});

function taken(id: RequirementId, url: string): Check {
  return check(id, ["vision"], async (context) => {
    const model = context.models.with("vision");
    await eachOffered(context, {
      openaiChatCompletions: () => accepts(context, { model, ...inChat(url) }),
      openaiResponses: () => responses.accepts(context, { model, ...inResponse(url) }),
    });
  });
}

async function refusesUrl(context: CheckContext, url: string): Promise<void> {
  await eachOffered(context, {
    openaiChatCompletions: async () => void (await refuses(context, inChat(url))),
    openaiResponses: async () => void (await responses.refuses(context, inResponse(url))),
  });
}

function refused(id: RequirementId, ...urls: readonly string[]): Check {
  return check(id, ["model"], async (context) => {
    for (const url of urls) await refusesUrl(context, url);
  });
}

/** Calls a function with the URL of a server on loopback; whether the server was asked for anything. */
async function isFetched(use: (url: string) => Promise<void>): Promise<boolean> {
  let asked = false;
  const server = createServer((_, response) => {
    asked = true;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/llama.png`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
  return asked;
}

export const openaiImages = [
  taken("openai-images.jpeg-data-url", dataUrl("image/jpeg", pictures.jpeg)),
  taken("openai-images.png-data-url", picture),
  taken("openai-images.jpg-data-url", dataUrl("image/jpg", pictures.jpeg)),
  taken("openai-images.webp-data-url", dataUrl("image/webp", pictures.webp)),
  taken("openai-images.untyped-data-url", dataUrl("", pictures.png)),
  refused("openai-images.http-url-400", "http://localhost/llama.png", "https://localhost/llama.png"),
  check("openai-images.http-url-not-fetched", ["model"], async (context) => {
    context.requireLoopback();
    const fetched = await isFetched(async (url) => {
      await context.client.exchange("POST", path, body(context, { max_tokens: 1, ...inChat(url) }));
      const response = responses.body(context, { max_output_tokens: 1, ...inResponse(url) });
      if (!context.absent.has("openaiResponses")) await context.client.exchange("POST", responses.path, response);
    });
    expectThat(!fetched, "the server fetched the URL of an image");
  }),
  check("openai-images.http-url-text", ["model"], async (context) => {
    const answer = await refuses(context, inChat("https://localhost/llama.png"));
    expectMessage(answer, "image URLs are not currently supported, please use base64 encoded data instead");
  }),
  refused("openai-images.other-type-400", dataUrl("image/gif", pictures.png), dataUrl("text/plain", pictures.png)),
  refused("openai-images.bad-base64-400", dataUrl("image/png", "###"), dataUrl("image/png", "iVBORw0KGgo")),
  check("openai-images.invalid-text", ["model"], async (context) => {
    expectMessage(await refuses(context, inChat(dataUrl("image/gif", pictures.png))), "invalid image input");
  }),
  check("openai-images.detail-ignored", ["vision"], async (context) => {
    const model = context.models.with("vision");
    const said = await chat(context, { model, max_tokens: 4, ...inChat(picture, { detail: "low" }) });
    const plain = await chat(context, { model, max_tokens: 4, ...inChat(picture) });
    expectEqual(contentOf(said), contentOf(plain), "the text", said.answer);
  }),
];

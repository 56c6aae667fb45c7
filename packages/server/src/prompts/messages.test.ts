import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { chatMessages, questionMessages } from "./assemble-messages.ts";
import type { ChatMessage } from "./chat-message.ts";
import { renderChatMl } from "./chatml-renderer.ts";
import { cutPrompt } from "./cut-prompt.ts";
import { renderFitting } from "./fit-history.ts";
import { countImages, markImages } from "./image-marks.ts";
import type { Renderer } from "./renderer.ts";
import { stripThinking } from "./strip-thinking.ts";
import { resolveThinking } from "./thinking.ts";

const user = (content: string): ChatMessage => ({ role: "user", content });
const system = (content: string): ChatMessage => ({ role: "system", content });
const image = new Uint8Array([1]);
const model = { system: "M", messages: [{ role: "User", content: "stored", images: ["AQ=="] }] };
const stored = { role: "user", content: "stored", images: [image] };

describe("assembly", () => {
  test("a chat has the model's system text unless it begins with its own", () => {
    expect(chatMessages(model, [user("x")])).toEqual([system("M"), stored, user("x")]);
    expect(chatMessages(model, [system("R"), user("x")])).toEqual([stored, system("R"), user("x")]);
    expect(chatMessages(model, [user("x"), system("R")])).toEqual([system("M"), stored, user("x"), system("R")]);
    expect(chatMessages({ system: undefined, messages: [] }, [user("x")])).toEqual([user("x")]);
  });

  test("a question has a system text and, without a context, the model's messages", () => {
    const question = { prompt: "x", hasContext: false };
    expect(questionMessages(model, question)).toEqual([system("M"), stored, user("x")]);
    expect(questionMessages(model, { ...question, system: "R" })).toEqual([system("R"), stored, user("x")]);
    expect(questionMessages(model, { ...question, system: "" })).toEqual([system("M"), stored, user("x")]);
    expect(questionMessages(model, { ...question, hasContext: true })).toEqual([system("M"), user("x")]);
    expect(questionMessages(model, { ...question, images: [image] }).at(-1)).toEqual({ ...user("x"), images: [image] });
  });
});

test("images are marked before the text or where it asks for them, counted over all messages", () => {
  const messages = [
    { ...user("a"), images: [image, image] },
    { ...user("b [img] c"), images: [image, image] },
  ];
  expect(markImages(messages).map((message) => message.content)).toEqual(["[img-0][img-1]a", "[img-3]b [img-2] c"]);
  expect(countImages(messages)).toBe(4);
});

test("thinking is cut from assistant messages before the last question only", () => {
  const answer = (content: string) => ({ role: "assistant", content });
  const thought = answer("<think>\nhm\n</think>\n\nyes");
  expect(stripThinking([user("a"), thought, user("b"), thought])).toEqual([
    user("a"),
    answer("yes"),
    user("b"),
    thought,
  ]);
  expect(stripThinking([user("a <think>x</think>"), answer("no <think>x</think>"), user("b")])).toEqual([
    user("a <think>x</think>"),
    answer("no <think>x</think>"),
    user("b"),
  ]);
});

describe("history", () => {
  const render: Renderer = ({ messages }) =>
    messages.map((message) => `${message.role[0]}${message.content}.`).join("");
  const countTokens = async (text: string) => text.length;
  const thinking = resolveThinking(undefined, false);
  const fit = (messages: ChatMessage[], numCtx: number, countsImages = false) =>
    renderFitting(render, { messages, tools: [], thinking }, { numCtx, countsImages, countTokens });

  test("the oldest messages go, system messages and the last message stay", async () => {
    const messages = [user("1"), system("S"), user("2"), user("3")];
    const texts = await Promise.all([12, 11, 9, 8, 1].map(async (numCtx) => (await fit(messages, numCtx)).text));
    expect(texts).toEqual(["u1.sS.u2.u3.", "sS.u2.u3.", "sS.u2.u3.", "sS.u3.", "sS.u3."]);
  });

  test("images take 768 tokens where the model sees them, and are counted anew", async () => {
    const messages = [
      { ...user("1"), images: [image] },
      { ...user("2"), images: [image] },
    ];
    expect(await fit(messages, 100)).toEqual({ text: "u[img-0]1.u[img-1]2.", imageCount: 2 });
    expect(await fit(messages, 900, true)).toEqual({ text: "u[img-0]2.", imageCount: 1 });
  });

  test("without a limit nothing is dropped", async () => {
    const messages = [user("1"), user("2")];
    expect((await renderFitting(render, { messages, tools: [], thinking })).text).toBe("u1.u2.");
  });

  test("a start that the renderer can't take matters only where no earlier one fits", async () => {
    const strict: Renderer = (input) => {
      if (!input.messages.some(({ role }) => role === "user")) throw new Error("no question");
      return render(input);
    };
    const answer = (content: string) => ({ role: "assistant", content });
    const messages = [user("1"), answer("1"), user("2"), answer("2"), answer("3"), answer("4")];
    const fit = async (numCtx: number) =>
      renderFitting(strict, { messages, tools: [], thinking }, { numCtx, countsImages: false, countTokens });
    expect((await fit(12)).text).toBe("u2.a2.a3.a4.");
    await expect(fit(11)).rejects.toThrow("no question");
  });

  test("gives what trying each start in turn gives", async () => {
    const messageArbitrary = fc.record({
      role: fc.constantFrom("system", "user", "assistant"),
      content: fc.string({ maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(messageArbitrary, { minLength: 1, maxLength: 12 }),
        fc.nat(60),
        async (messages, numCtx) => {
          let expected = "";
          for (let first = 0; first < messages.length; first++) {
            const kept = messages.filter((message, index) => index >= first || message.role === "system");
            expected = render({ messages: kept, tools: [], thinking });
            if (expected.length <= numCtx) break;
          }
          expect((await fit(messages, numCtx)).text).toBe(expected);
        },
      ),
    );
  });
});

describe("cutPrompt", () => {
  const prompt = (length: number) => Array.from({ length }, (_, index) => index);
  const options = { numCtx: 100, numKeep: 4, hasBos: true, shift: true };

  test("a prompt that fits stays", () => {
    expect(cutPrompt(prompt(99), options)).toEqual(prompt(99));
  });

  test("the front and the tail stay, the context is half free", () => {
    const cut = cutPrompt(prompt(500), { ...options, numCtx: 64 });
    // 35 tokens were observed for this case.
    expect(cut).toEqual([...prompt(5), ...prompt(500).slice(-30)]);
    expect(cutPrompt(prompt(100), { ...options, hasBos: false })).toHaveLength(52);
  });

  test("without shift it is an error", () => {
    expect(() => cutPrompt(prompt(100), { ...options, shift: false })).toThrow(
      "the prompt is longer than the context length currently available to the model",
    );
  });

  test("whatever is kept, the result leaves room and begins and ends as the prompt does", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 200 }),
        fc.integer({ min: -1, max: 300 }),
        fc.boolean(),
        fc.nat(400),
        (numCtx, numKeep, hasBos, length) => {
          const tokens = prompt(length);
          const cut = cutPrompt(tokens, { numCtx, numKeep, hasBos, shift: true });
          expect(cut.length).toBeLessThanOrEqual(numCtx - 1);
          expect(new Set(cut).size).toBe(cut.length);
          if (length > 0) expect(numKeep === 0 && !hasBos && length >= numCtx ? 0 : cut[0]).toBe(0);
          if (cut.length < length && numKeep >= 0 && numKeep + 2 < numCtx) expect(cut.at(-1)).toBe(length - 1);
        },
      ),
    );
  });
});

test("a chat without a template is ChatML", () => {
  expect(
    renderChatMl({ messages: [system("S"), user("x")], tools: [], thinking: resolveThinking(undefined, false) }),
  ).toBe("<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nx<|im_end|>\n<|im_start|>assistant\n");
});

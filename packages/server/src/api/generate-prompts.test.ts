import { describe, expect, test } from "bun:test";
import { RunnerError } from "@cria/engine";
import type { GenerateResponse } from "@cria/spec";
import { server } from "./generate-harness.ts";

describe("prompts", () => {
  test.each<[string, Record<string, unknown>, string]>([
    ["the bare prompt without a template", { model: "plain", prompt: "x" }, "x"],
    ["the model's template, system text and messages", { model: "templated", prompt: "x" }, "<s>S<u>hi<a>hello<u>x<a>"],
    ["another system text", { model: "templated", prompt: "x", system: "T" }, "<s>T<u>hi<a>hello<u>x<a>"],
    ["another template", { model: "templated", prompt: "x", template: "[{{ .Prompt }}]" }, "[hi]hello[x]"],
    ["raw", { model: "templated", prompt: "x", raw: true }, "x"],
    ["raw with an empty context", { model: "templated", prompt: "x", raw: true, context: [] }, "x"],
    [
      "a context in front, without the model's messages",
      { model: "templated", prompt: "x", context: [97, 98] },
      "ab<s>S<u>x<a>",
    ],
    ["an empty context", { model: "templated", prompt: "x", context: [] }, "<s>S<u>x<a>"],
    ["the weights' template", { model: "jinja", prompt: "x", system: "S" }, "[system]S[user]x"],
    ["a gap to fill", { model: "filler", prompt: "a", suffix: "b" }, "a<gap>b"],
    [
      "a gap in another template",
      { model: "filler", prompt: "a", suffix: "b", template: "{{ .Suffix }}{{ .Prompt }}" },
      "ba",
    ],
    ["thinking by default where the model can", { model: "thinker", prompt: "x" }, "xtruemedium"],
    ["thinking off", { model: "thinker", prompt: "x", think: false }, "xfalse"],
    ["images", { model: "plain", prompt: "x [img]", images: ["AQ==", "AQ=="] }, "[img-1]x [img-0]"],
  ])("%s", async (_, body, expected) => {
    expect(await server().prompt(body)).toBe(expected);
  });

  test("_debug_render_only answers one object and runs nothing", async () => {
    const { fake, ask } = server();
    const response = await ask({ model: "plain", prompt: "x", images: ["AQ=="], _debug_render_only: true });
    const body = (await response.json()) as GenerateResponse;
    expect(body).toEqual({
      model: "plain",
      created_at: body.created_at,
      response: "",
      done: false,
      _debug_info: { rendered_template: "[img-0]x", image_count: 1 },
    });
    expect(fake.runners.started[0]?.requests).toEqual([]);
    expect(fake.context.scheduler.list()[0]?.expiresAt).toBe(fake.clock.now() + 5 * 60_000);
  });

  test("a prompt that is too long is cut; the context is of the whole", async () => {
    const { fake, whole } = server({ answer: () => ["b"] });
    const body = await whole({ model: "plain", prompt: "a".repeat(300), options: { num_ctx: 64 } });
    // 64 − (64 − 5) / 2, as observed.
    expect(body.prompt_eval_count).toBe(35);
    expect(body.context).toHaveLength(301);
    expect(fake.runners.started[0]?.requests[0]?.prompt).toEqual([1, ...new Array(34).fill(97)]);
  });

  test("with truncate off, and for the weights' template, the engine judges the length", async () => {
    const refuse = () => [new RunnerError("context", "too long", 1502)];
    const { whole } = server({ answer: refuse });
    for (const body of [
      { model: "plain", prompt: "a".repeat(300), truncate: false },
      { model: "jinja", prompt: "a".repeat(300) },
    ]) {
      expect(await whole(body)).toMatchObject({
        error:
          '{"error":{"code":400,"message":"request (1502 tokens) exceeds the available context size (256 tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":1502,"n_ctx":256}}',
      });
    }
  });
});

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startTestServer, type TestServer } from "../testing.ts";

interface Row {
  readonly ability: string;
  readonly messages?: readonly { readonly role: string; readonly content: string }[];
  readonly tools?: readonly unknown[];
  readonly think?: boolean;
  readonly prompt?: string;
  readonly suffix?: string;
  readonly checks: {
    readonly equals?: string;
    readonly contains?: readonly string[];
    readonly toolCalls?: readonly { readonly name: string; readonly arguments: unknown }[];
    readonly json?: unknown;
    readonly thinks?: boolean;
  };
}

/** What a row's answer comes down to, from either endpoint. */
interface Answer {
  readonly content: string;
  readonly thinking: string;
  readonly toolCalls: readonly { readonly name: string; readonly arguments: unknown }[];
}

const folder = join(import.meta.dir, "../../model");
const absent = !existsSync(join(folder, "cria.gguf"));
const rows: Row[] = absent ? [] : JSON.parse(readFileSync(join(folder, "heldout.json"), "utf8"));

async function ask(server: TestServer, row: Row, more: object = {}): Promise<Response> {
  const { ability: _, checks: __, ...request } = row;
  const path = row.messages ? "/api/chat" : "/api/generate";
  return server.request("POST", path, {
    model: "cria",
    stream: false,
    // No answer of the table is longer: a model that goes on and on is wrong soon.
    options: { num_predict: 300 },
    ...request,
    ...more,
  });
}

async function answerOf(response: Response, trims = true): Promise<Answer> {
  const body = (await response.json()) as {
    response?: string;
    thinking?: string;
    error?: string;
    message?: { content: string; thinking?: string; tool_calls?: { function: { name: string; arguments: unknown } }[] };
  };
  if (body.error !== undefined) throw new Error(body.error);
  const calls = body.message?.tool_calls ?? [];
  const content = body.message?.content ?? body.response ?? "";
  return {
    content: trims ? content.trim() : content,
    thinking: body.message?.thinking ?? body.thinking ?? "",
    toolCalls: calls.map(({ function: { name, arguments: values } }) => ({ name, arguments: values })),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function passes({ content, thinking, toolCalls }: Answer, { checks }: Row): boolean {
  return (
    (checks.equals === undefined || content === checks.equals.trim()) &&
    (checks.contains ?? []).every((part) => content.includes(part)) &&
    (checks.toolCalls === undefined || Bun.deepEquals(toolCalls, checks.toolCalls)) &&
    (checks.json === undefined || Bun.deepEquals(parsed(content), checks.json)) &&
    (checks.thinks === undefined || (thinking !== "") === checks.thinks)
  );
}

describe.skipIf(absent)("the embedded model (skipped without packages/server/model/cria.gguf)", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ OLLAMA_NUM_PARALLEL: "8" });
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  const models = async () => {
    const { models } = (await (await server.request("GET", "/api/tags")).json()) as { models: { name: string }[] };
    return models.map(({ name }) => name);
  };

  test("is there from the start, and nothing of it in the store", async () => {
    expect(await models()).toEqual(["cria:latest"]);
    const shown = (await (await server.request("POST", "/api/show", { model: "cria" })).json()) as {
      capabilities: string[];
      license: string;
      details: { family: string };
    };
    expect(shown.capabilities).toEqual(["completion", "tools", "insert", "thinking"]);
    expect(shown.license).toContain("MIT");
    expect(shown.details.family).toBe("qwen3");
    const store = join(server.home, "models");
    for (const part of ["blobs", "manifests"]) {
      const path = join(store, part);
      expect(existsSync(path) ? readdirSync(path) : []).toEqual([]);
    }
  });

  test("answers the questions of the held-out table", async () => {
    const wrong: string[] = [];
    await Promise.all(
      rows.map(async (row) => {
        const answer = await answerOf(await ask(server, row));
        if (!passes(answer, row))
          wrong.push(`${row.ability}: ${JSON.stringify(answer)} for ${JSON.stringify(row.checks)}`);
      }),
    );
    const score = 1 - wrong.length / rows.length;
    if (score < 0.95) throw new Error(`${wrong.length} of ${rows.length} are wrong:\n${wrong.join("\n")}`);
    expect(rows.length).toBeGreaterThanOrEqual(150);
  });

  test("answers the same when it streams, with tools, thoughts, JSON and gaps in code", async () => {
    const tried = rows.filter(({ ability }, i) => i % 6 === 0 || /tool|think|json|insert/.test(ability));
    await Promise.all(
      tried.map(async (row) => {
        const [whole, frames] = await Promise.all([ask(server, row), ask(server, row, { stream: true })]);
        const lines = (await frames.text()).trimEnd().split("\n");
        const answers = await Promise.all(lines.map((line) => answerOf(new Response(line), false)));
        const joined: Answer = {
          content: answers
            .map(({ content }) => content)
            .join("")
            .trim(),
          thinking: answers.map(({ thinking }) => thinking).join(""),
          toolCalls: answers.flatMap(({ toolCalls }) => toolCalls),
        };
        expect(joined).toEqual(await answerOf(whole));
      }),
    );
    expect(tried.length).toBeGreaterThan(60);
  });

  test("gives the greedy texts that llama.cpp gives for the same file", async () => {
    const expected = JSON.parse(readFileSync(join(folder, "llama-greedy.json"), "utf8")) as [string, string][];
    expect(expected.length).toBeGreaterThanOrEqual(50);
    const texts = await Promise.all(
      expected.map(async ([prompt]) => {
        const body = {
          model: "cria",
          prompt,
          raw: true,
          think: false,
          stream: false,
          options: { num_predict: 60, stop: [] },
        };
        return ((await (await server.request("POST", "/api/generate", body)).json()) as { response: string }).response;
      }),
    );
    expect(texts).toEqual(expected.map(([, text]) => text));
  });

  test("both of its templates make the same prompts", async () => {
    await using jinja = await startTestServer({ OLLAMA_GO_TEMPLATE: "0" });
    for (const row of rows) {
      if (row.messages === undefined) continue;
      const prompts = await Promise.all(
        [server, jinja].map(async (s) => {
          const body = await (await ask(s, row, { _debug_render_only: true })).json();
          return (body as { _debug_info: { rendered_template: string } })._debug_info.rendered_template;
        }),
      );
      expect(prompts[1]).toBe(prompts[0]!);
    }
  });

  test("is copied into the store when that is asked for, and can't be deleted", async () => {
    expect((await server.request("DELETE", "/api/delete", { model: "cria" })).status).toBe(403);
    expect((await server.request("POST", "/api/copy", { source: "cria", destination: "mine" })).status).toBe(200);
    const created = await server.request("POST", "/api/create", {
      model: "pirate",
      from: "cria",
      system: "Arr",
      stream: false,
    });
    expect(await created.json()).toEqual({ status: "success" });
    expect((await models()).toSorted()).toEqual(["cria:latest", "mine:latest", "pirate:latest"]);
    const answer = await answerOf(await ask(server, { ...rows[0]! }, { model: "mine" }));
    expect(answer.content).not.toBe("");
    for (const model of ["mine", "pirate"]) {
      expect((await server.request("DELETE", "/api/delete", { model })).status).toBe(200);
    }
    expect(await models()).toEqual(["cria:latest"]);
    expect(readdirSync(join(server.home, "models/blobs"))).toEqual([]);
  });

  test("a model of the store with its name takes its place", async () => {
    await server.request("POST", "/api/create", { model: "cria", from: "cria", system: "Mine.", stream: false });
    const shown = (await (await server.request("POST", "/api/show", { model: "cria" })).json()) as { system: string };
    expect(shown.system).toBe("Mine.");
    expect(await models()).toEqual(["cria:latest"]);
    expect((await server.request("DELETE", "/api/delete", { model: "cria" })).status).toBe(200);
    expect(await models()).toEqual(["cria:latest"]);
  });

  test("can be hidden", async () => {
    await using hidden = await startTestServer({ CRIA_EMBEDDED_MODEL: "off" });
    expect(await (await hidden.request("GET", "/api/tags")).json()).toEqual({ models: [] });
  });
});

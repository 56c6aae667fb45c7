import { afterAll, expect, test } from "bun:test";
import { applyLoad } from "./load.ts";
import { quantiles, summarize } from "./summary.ts";
import { traces } from "./trace.ts";

interface Body {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly response_format?: object;
}

const seen: Body[] = [];
let atOnce = 0;
let most = 0;
const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  async fetch(request) {
    const body = (await request.json()) as Body;
    seen.push(body);
    most = Math.max(most, ++atOnce);
    await Bun.sleep(5);
    atOnce--;
    if (body.messages.at(-1)!.content.includes("fail")) return new Response("too busy", { status: 503 });
    const events = [{ choices: [{ delta: { role: "assistant", content: "" } }] }];
    for (const content of ["a ", `answer ${seen.length}`]) events.push({ choices: [{ delta: { role: "", content } }] });
    const usage = { choices: [], usage: { prompt_tokens: 7, completion_tokens: 2 } };
    const lines = [...events, usage].map((event) => `data: ${JSON.stringify(event)}\n\n`);
    return new Response(`${lines.join("")}data: [DONE]\n\n`);
  },
});
afterAll(() => server.stop(true));

const load = { url: `http://127.0.0.1:${server.port}`, model: "m", clients: 3, turns: 2, patience: 5000 };

test.each(traces.map((trace) => [trace.name, trace] as const))(
  "%s: clients ask side by side, each in turn",
  async (_, trace) => {
    seen.length = 0;
    most = 0;
    const outcome = await applyLoad({ ...load, trace });
    expect(most).toBe(3);
    expect(seen).toHaveLength(6);
    expect(seen.every((body) => "response_format" in body === (trace.name === "json"))).toBe(true);
    const { firstToken, between, promptTokens, ...rates } = summarize(outcome);
    expect(promptTokens).toBe(7);
    expect(rates.tokensPerSecond).toBeCloseTo((rates.requestsPerMinute / 60) * 2);
    expect(firstToken.p99).toBeGreaterThanOrEqual(firstToken.p50);
    expect(between.p50).toBeGreaterThanOrEqual(0);
  },
);

test("an agent's conversation grows by its answers, and begins as every other does", async () => {
  seen.length = 0;
  await applyLoad({ ...load, clients: 2, turns: 3, trace: traces.find(({ name }) => name === "agent")! });
  const longest = seen.filter(({ messages }) => messages.length === 6);
  expect(longest).toHaveLength(2);
  for (const { messages } of longest) {
    expect(messages.map(({ role }) => role).join(" ")).toBe("system user assistant user assistant user");
    expect(messages[0]).toEqual(seen[0]!.messages[0]!);
    expect(messages[2]!.content).toMatch(/^a answer \d$/);
  }
  expect(longest[0]!.messages[1]).not.toEqual(longest[1]!.messages[1]!);
});

test("an error is told with what the server said", async () => {
  const trace = {
    name: "x",
    about: "",
    next: () => ({ messages: [{ role: "user" as const, content: "fail" }], maxTokens: 1 }),
  };
  await expect(applyLoad({ ...load, trace })).rejects.toThrow("503: too busy");
});

test.each([
  [[], 0, 0],
  [[5], 5, 5],
  [[1, 2, 3, 4], 2, 4],
  [Array.from({ length: 200 }, (_, i) => 200 - i), 100, 198],
])("quantiles of %j", (values, p50, p99) => {
  expect(quantiles(values)).toEqual({ p50, p99 });
});

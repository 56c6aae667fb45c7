import { describe, expect, test } from "bun:test";
import { startTestServer, storiesAbsent, storiesPath } from "./testing.ts";

/** The value of a metric, by its name with its labels. */
function metric(text: string, name: string): number | undefined {
  const line = text.split("\n").find((candidate) => candidate.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}

const story = { model: "stories", prompt: "Once upon a time", raw: true };
const model = '{model="stories:latest"}';

describe.skipIf(storiesAbsent)("what a server with a model tells (skipped without shared/fixtures)", () => {
  test("metrics are the sums of what answers told, and reading them loads nothing", async () => {
    await using server = await startTestServer({ CRIA_EMBEDDED_MODEL: "off" });
    await server.create("stories", storiesPath);
    const read = async () => (await server.request("GET", "/metrics")).text();
    expect(metric(await read(), `cria_model_memory_bytes${model}`)).toBeUndefined();
    const ends = await Promise.all(
      [11, 25, 40].map(async (num_predict) => {
        const body = { ...story, stream: false, options: { num_predict, temperature: 0 } };
        const response = await server.request("POST", "/api/generate", body);
        return (await response.json()) as { prompt_eval_count: number; eval_count: number };
      }),
    );
    const leaving = new AbortController();
    const left = server.request(
      "POST",
      "/api/generate",
      { ...story, options: { num_predict: 4000 } },
      { signal: leaving.signal },
    );
    await (await left).body!.getReader().read();
    expect(metric(await read(), `cria_requests_running${model}`)).toBe(1);
    expect(metric(await read(), 'vllm:num_requests_running{model_name="stories:latest"}')).toBe(1);
    leaving.abort();
    let text = "";
    for (let i = 0; i < 200 && metric(text, `cria_requests_running${model}`) !== 0; i++) {
      await Bun.sleep(20);
      text = await read();
    }
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    expect(metric(text, `cria_prompt_tokens_total${model}`)).toBe(sum(ends.map((end) => end.prompt_eval_count)));
    expect(metric(text, `cria_generated_tokens_total${model}`)).toBe(sum(ends.map((end) => end.eval_count)));
    expect(metric(text, 'cria_answers_total{model="stories:latest",outcome="length"}')).toBe(3);
    expect(metric(text, 'cria_answers_total{model="stories:latest",outcome="cancelled"}')).toBe(1);
    expect(metric(text, `cria_time_to_first_token_seconds_count${model}`)).toBe(4);
    expect(metric(text, `cria_requests_waiting${model}`)).toBe(0);
    expect(metric(text, `cria_model_memory_bytes${model}`)).toBeGreaterThan(1e6);
  });

  test("told to end, it finishes what it has begun, and sends others away", async () => {
    await using server = await startTestServer({ CRIA_EMBEDDED_MODEL: "off", CRIA_DRAIN_TIMEOUT: "60s" });
    await server.create("stories", storiesPath);
    const options = { num_predict: 600, temperature: 0 };
    const answer = await server.request("POST", "/api/generate", { ...story, options });
    const reader = answer.body!.getReader();
    let text = new TextDecoder().decode((await reader.read()).value);
    server.process.kill("SIGTERM");
    let refused: Response | undefined;
    for (let i = 0; i < 100 && refused?.status !== 503; i++) {
      await Bun.sleep(20);
      refused = await server.request("GET", "/readyz");
    }
    expect(await refused!.text()).toBe("draining\n");
    const late = await server.request("POST", "/api/generate", { ...story, options });
    expect([late.status, late.headers.get("retry-after")]).toEqual([503, "1"]);
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      text += new TextDecoder().decode(chunk.value);
    }
    const end = JSON.parse(text.trim().split("\n").at(-1)!) as { done: boolean; eval_count: number };
    expect([end.done, end.eval_count]).toEqual([true, 600]);
    expect(await server.process.exited).toBe(0);
  });

  test("what is not finished in time is cut", async () => {
    await using server = await startTestServer({ CRIA_EMBEDDED_MODEL: "off", CRIA_DRAIN_TIMEOUT: "300ms" });
    await server.create("stories", storiesPath);
    const answer = await server.request("POST", "/api/generate", {
      ...story,
      options: { num_predict: -1, temperature: 0 },
    });
    const text = answer.text().catch(() => "cut");
    await Bun.sleep(200);
    server.process.kill("SIGTERM");
    expect(await server.process.exited).toBe(0);
    expect(await text).not.toContain('"done":true');
  });
});

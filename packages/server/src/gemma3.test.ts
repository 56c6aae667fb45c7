// A real model through the server: Gemma 3 270M as people have it, a Q4_K_M file of four types.
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { startTestServer } from "./testing.ts";

const folder = process.env.CRIA_REAL_MODELS ?? join(homedir(), ".cache/real-models");
const path = join(folder, "gemma-3-270m.q4_k_m.gguf");

/** What is read of the answers to show, generate and chat. */
interface Answer {
  readonly details: object;
  readonly model_info: object;
  readonly response: string;
  readonly prompt_eval_count: number;
  readonly message: { readonly role: string; readonly content: string };
}

test.skipIf(!existsSync(path))(
  "Gemma 3 270M is created, shown, generates and chats (skipped where the model is not there)",
  async () => {
    await using server = await startTestServer();
    await server.create("gemma3:270m", path);
    const post = async (route: string, body: object) => {
      const response = await server.request("POST", route, { model: "gemma3:270m", stream: false, ...body });
      expect(response.status).toBe(200);
      return (await response.json()) as Answer;
    };
    const show = await post("/api/show", {});
    expect(show.details).toMatchObject({ family: "gemma3", parameter_size: "268.10M", quantization_level: "Q4_K_M" });
    expect(show.model_info).toMatchObject({ "general.architecture": "gemma3", "gemma3.attention.sliding_window": 512 });

    const options = { temperature: 0, num_predict: 24, num_ctx: 1024 };
    const generated = await post("/api/generate", { prompt: "The capital of France is", raw: true, options });
    expect(generated.response).toStartWith(" the capital of the country of France.");
    expect(generated.prompt_eval_count).toBe(6);

    const messages = [{ role: "user", content: "Name three colours." }];
    const chat = await post("/api/chat", { messages, options });
    expect(chat.message.role).toBe("assistant");
    expect(chat.message.content.length).toBeGreaterThan(0);
  },
  300_000,
);

import { expectEqual } from "../check/expect.ts";
import type { Asking } from "./asking.ts";
import { profile, rule } from "./profile.ts";
import { answersWith, type Fields, hasStatus } from "./reads.ts";
import { storedZstd } from "./stored-zstd.ts";

const path = "/v1/responses";
const broken = "Codex would say that the stream was disconnected, and try again";
const user = { type: "message", role: "user", content: [{ type: "input_text", text: "Say hello." }] };

/** A turn as Codex sends it. */
function turn(asking: Asking, input: readonly Fields[]): Fields {
  const lasting = { store: false, include: ["reasoning.encrypted_content"] };
  return { model: asking.model, instructions: "You are brief.", input, ...lasting, max_output_tokens: 8, stream: true };
}

async function completes(asking: Asking, input: readonly Fields[]): Promise<void> {
  const answer = await asking.post(path, turn(asking, input));
  hasStatus(answer, 200);
  const last = answer.events.filter(({ data }) => data !== "[DONE]").at(-1);
  // An answer that its limit cut ends with `response.incomplete`, which is as good an end.
  const ends = last?.event === "response.incomplete" ? "response.incomplete" : "response.completed";
  expectEqual(last?.event, ends, "the last event", answer);
}

/** The Codex CLI sends whole conversations as items, and keeps none on the server. */
export const codex = profile("codex", {
  stream: rule(broken, (asking) => completes(asking, [user]), ["model"]),
  "tool-items": rule(
    "Codex would fail after its first command",
    (asking) => {
      const call = { type: "function_call", call_id: "call_1", name: "shell", arguments: '{"command":"ls"}' };
      return completes(asking, [user, call, { type: "function_call_output", call_id: "call_1", output: "llama.txt" }]);
    },
    ["model"],
  ),
  "reasoning-items": rule(
    "Codex would fail at the second prompt",
    (asking) => {
      const reasoning = { type: "reasoning", id: "rs_1", summary: [{ type: "summary_text", text: "A greeting." }] };
      const said = { type: "message", role: "assistant", content: [{ type: "output_text", text: "Hello." }] };
      return completes(asking, [user, reasoning, said, user]);
    },
    ["model"],
  ),
  zstd: rule(
    "Codex's requests would all be refused",
    async (asking, { client }) => {
      const raw = storedZstd(JSON.stringify({ ...turn(asking, [user]), stream: false }));
      const headers = { "Content-Type": "application/json", "Content-Encoding": "zstd" };
      answersWith(await client.post(path, undefined, { raw, headers }), 200);
    },
    ["model"],
  ),
});

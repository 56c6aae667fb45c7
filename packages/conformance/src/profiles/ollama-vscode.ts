import { profile, rule } from "./profile.ts";
import { entriesOf, hasStatus, lastOf, numberOf } from "./reads.ts";

/** Ollama's own extension lists, shows, and polls what is loaded while it chats. */
export const ollamaVscode = profile("ollama-vscode", {
  "list-and-show": rule("The extension would list no models", (asking) => asking.eachShown(() => {})),
  "ps-during-chat": rule(
    "The extension's view of loaded models would stand still during a chat",
    async (asking, { client }) => {
      const body = { ...asking.chatBody(), options: { num_predict: 8 } };
      const [chat, ps] = await Promise.all([client.post("/api/chat", body), client.get("/api/ps")]);
      hasStatus(chat, 200);
      hasStatus(ps, 200);
    },
    ["model"],
  ),
  "ps-context-length": rule(
    "The extension would not know how much of the context is used",
    async (asking, { client }) => {
      await asking.chat();
      const answer = await client.get("/api/ps");
      for (const entry of entriesOf(answer)) numberOf(entry, "context_length", "an entry of /api/ps", answer);
    },
    ["model"],
  ),
  "terminal-frame": rule(
    "The extension would say that the answer broke off",
    async (asking) => void lastOf(await asking.chat()),
    ["model"],
  ),
});

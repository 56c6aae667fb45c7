import type { RequirementId } from "@cria/spec";

/** Rules without a check, and why they have none. */
export const unchecked: Readonly<Partial<Record<RequirementId, string>>> = {
  "client-open-webui.pull-digest": "a pull downloads a model from a registry, over the network",
  "client-home-assistant.unauthorised-401":
    "says something only of servers that ask for a key, which the run has to give",
  "client-ollama-js.pull-ends-with-success": "a pull downloads a model from a registry, over the network",
  "client-ollama-js.mid-stream-error": "no request makes a working server fail in the middle of a stream",
};

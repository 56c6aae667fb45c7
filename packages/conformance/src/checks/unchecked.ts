import type { RequirementId } from "@cria/spec";

/** Rules without a check, and why they have none. */
export const unchecked: Readonly<Partial<Record<RequirementId, string>>> = {
  "client-open-webui.pull-digest": "a pull downloads a model from a registry, over the network",
  "client-home-assistant.unauthorised-401":
    "says something only of servers that ask for a key, which the run has to give",
  "client-ollama-js.pull-ends-with-success": "a pull downloads a model from a registry, over the network",
  "client-ollama-js.mid-stream-error": "no request makes a working server fail in the middle of a stream",
  "cors.host.public-listener": "from outside it can't be seen on which interfaces a server listens",
  "cors.host.missing": "the suite's requests all have a Host, as HTTP/1.1 demands",
  "tags.broken-skipped": "a manifest can be broken only by who has the server's files",
  "options.sampling-no-reload": "a load shows in nothing but the time it takes, which for a small model is too short",
  "account.me.user": "the server would ask ollama.com who is signed in",
  "account.me.unauthorized": "the server would ask ollama.com who is signed in",
  "account.me.signin-url": "the server would ask ollama.com who is signed in",
  "account.cloud.unauthorized": "the server would pass the request on to ollama.com",
  "account.cloud.frame-metrics": "a model of ollama.com needs an account there",
  "account.cloud.local-unaffected": "from outside a server can't be cut off from ollama.com",
  "changes.first-event.status-200": "what failed so late in those versions is not known for sure",
  "changes.create.modelfile": "models of those versions are made from files in a form that the suite does not write",
};

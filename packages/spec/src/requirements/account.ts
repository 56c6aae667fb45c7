import { chapter, may, must, should } from "./chapter.ts";

/** Rules of accounts, cloud models and experimental endpoints. */
export const account = chapter(
  {
    id: "account",
    title: "Account and cloud",
    about: "Accounts, models of ollama.com and experimental endpoints.",
    operations: ["me", "signout"],
  },
  {
    "me.user": should(
      "`POST /api/me` of a server that is signed in answers 200 with `id`, `email` and `name`.",
      ["handler", "go-types"],
      { operations: ["me"] },
    ),
    "me.plan": may("`plan` of `POST /api/me` is `free` where no other is known.", ["handler"], { operations: ["me"] }),
    "me.unauthorized": should("`POST /api/me` of a server that is not signed in answers 401.", ["handler"], {
      operations: ["me"],
    }),
    "me.signin-url": should(
      "The 401 of `POST /api/me` has `error` `unauthorized` and a `signin_url`.",
      ["handler", "client:ollama-cli"],
      { operations: ["me"] },
    ),
    "me.unreachable": may(
      "`POST /api/me` answers 503 `account unavailable` where ollama.com can't be reached.",
      ["handler"],
      { operations: ["me"] },
    ),
    "signout.success": may("`POST /api/signout` answers 200 with `null`.", ["handler"], { operations: ["signout"] }),
    "signout.not-signed-in": may(
      "`POST /api/signout` of a server that is not signed in answers 401 `you are not currently signed in`.",
      ["handler"],
      { operations: ["signout"] },
    ),
    "signout.failed": may(
      "`POST /api/signout` answers 500 `there was an error signing out` where ollama.com refuses.",
      ["handler"],
      { operations: ["signout"] },
    ),
    "delete-key.alias": may("`DELETE /api/user/keys/:encodedKey` does the same as `POST /api/signout`.", ["handler"], {
      operations: ["deleteUserKey"],
    }),
    "web-search.disabled": may(
      "Web search gets 403 `ollama cloud is disabled: web search is unavailable` where cloud features are disabled.",
      ["handler"],
      { operations: ["webSearch"] },
    ),
    "web-search.missing-body": may("Web search without a body gets 400 `missing request body`.", ["handler"], {
      operations: ["webSearch"],
    }),
    "web-fetch.disabled": may(
      "Web fetch gets 403 `ollama cloud is disabled: web fetch is unavailable` where cloud features are disabled.",
      ["handler"],
      { operations: ["webFetch"] },
    ),
    "web-fetch.missing-body": may("Web fetch without a body gets 400 `missing request body`.", ["handler"], {
      operations: ["webFetch"],
    }),
    "recommendations.array": should(
      "`GET /api/experimental/model-recommendations` answers an object whose `recommendations` is an array.",
      ["handler", "go-types"],
      { operations: ["modelRecommendations"] },
    ),
    "recommendations.entry": should(
      "Each recommendation has a string `model` and a string `description`.",
      ["go-types", "client:ollama-vscode"],
      { operations: ["modelRecommendations"] },
    ),
    "cloud.absent-consistent": should(
      "A server without accounts answers 404, 405 or 501 to all endpoints of accounts alike.",
      ["client:ollama-cli"],
      { operations: ["me", "signout", "deleteUserKey"], introducedIn: "0.12.1" },
    ),
    "cloud.unauthorized": should(
      "A cloud model gets 401 with a `signin_url` where the server is not signed in.",
      ["handler", "client:ollama-cli"],
      { operations: ["generate", "chat"], introducedIn: "0.12.0" },
    ),
    "cloud.unreachable": may("A cloud model gets 502 where ollama.com can't be reached.", ["handler"], {
      operations: ["generate", "chat"],
      introducedIn: "0.12.0",
    }),
    "cloud.remote-fields": may("Answers of a cloud model have `remote_model` and `remote_host`.", ["handler"], {
      operations: ["generate", "chat"],
      introducedIn: "0.12.0",
    }),
    "cloud.frame-metrics": must(
      "The last frame of a cloud model has counts and durations like that of a local one.",
      ["client:bolt-diy", "client:ai-sdk"],
      { operations: ["generate", "chat"], introducedIn: "0.12.0" },
    ),
    "cloud.host-refused": may(
      "A model of a remote host that the server does not allow gets 400 `this server cannot run this remote model`.",
      ["handler"],
      { operations: ["generate", "chat"], introducedIn: "0.12.0" },
    ),
    "cloud.local-unaffected": must(
      "Local models work where ollama.com can't be reached.",
      ["handler", "client:ollama-cli"],
      { operations: ["generate", "chat", "list", "show"] },
    ),
  },
);

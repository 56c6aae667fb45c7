import { chapter, may, must, should } from "./chapter.ts";

/** Rules of `GET /api/status`. */
export const status = chapter(
  { id: "status", title: "Status", about: "What `GET /api/status` says of cloud features.", operations: ["status"] },
  {
    present: must("`GET /api/status` answers 200 with a JSON object.", ["handler", "client:ollama-cli"], {
      presence: true,
    }),
    cloud: should("The answer has an object `cloud` with a boolean `disabled`.", ["handler", "go-types"]),
    "cloud-source": should("`cloud.source` says where that was set: `none`, `env`, `config` or `both`.", ["handler"]),
    "cloud-source-none": may("`cloud.source` is `none` where `cloud.disabled` is false.", ["handler"]),
    consistent: should("Where `cloud.disabled` is true, web search gets 403.", ["handler"], {
      operations: ["status", "webSearch"],
    }),
  },
);

import { type OperationId, operations, type RequirementId } from "@cria/spec";
import { type Check, check, type Need } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectStatus, expectThat } from "../check/expect.ts";
import type { Answer } from "../exchange/answer.ts";
import { absentModel } from "../target/absent-operations.ts";
import { untagged } from "./v1/ask.ts";
import { errorOf } from "./v1/errors.ts";
import { at, expectCount } from "./v1/json.ts";
import { offeredOf } from "./v1/offered.ts";
import { least, type Posted, pathOf, posted } from "./v1/requests.ts";

/** The operations under /v1. */
const all = (Object.keys(operations) as OperationId[]).filter((id) => operations[id].path.startsWith("/v1/"));

/** An operation answers the least of a request with 200. */
function present(id: RequirementId, operation: Posted, need: "model" | "embedding" = "model"): Check {
  return check(id, [need], async (context) => {
    const model = context.models.with(need === "model" ? "completion" : need);
    const limit = operation === "openaiResponses" ? { max_output_tokens: 4 } : { max_tokens: 4 };
    const fields = operation === "openaiEmbeddings" ? {} : limit;
    expectStatus(await context.client.post(pathOf(operation), { ...least(operation, model), ...fields }), 200);
  });
}

/** Asks each POST route for a model that is not there, with and without something that must not matter. */
async function expectSameWith(
  context: CheckContext,
  ids: readonly Posted[],
  change: { readonly query?: string; readonly headers?: Readonly<Record<string, string>> },
): Promise<void> {
  for (const id of offeredOf(context, ids)) {
    const body = least(id, absentModel);
    const [plain, changed] = [
      await context.client.post(pathOf(id), body),
      await context.client.post(pathOf(id) + (change.query ?? ""), body, { headers: change.headers ?? {} }),
    ];
    expectEqual(changed.status, plain.status, "the status", changed);
    expectEqual(errorOf(changed).message, errorOf(plain).message, "error.message", changed);
  }
}

/** A method that a route does not take. */
async function wrongMethods(context: CheckContext, verify: (answer: Answer, methods: readonly string[]) => void) {
  for (const id of offeredOf(context, all)) {
    const { methods, path } = operations[id];
    const method = methods.some((each) => each === "GET") ? "POST" : "GET";
    verify(await context.client.call(method, path.replace(":model", absentModel)), methods);
  }
}

/** Headers that a preflight from this machine grants. */
async function granted({ client }: CheckContext, headers: readonly string[]): Promise<void> {
  const answer = await client.call("OPTIONS", pathOf("openaiChatCompletions"), undefined, {
    headers: {
      Origin: "http://localhost:3000",
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": headers.join(","),
    },
  });
  expectStatus(answer, 200, 204);
  const allowed = (answer.header("access-control-allow-headers") ?? "").toLowerCase().split(/\s*,\s*/);
  const missing = allowed.includes("*") ? [] : headers.filter((name) => !allowed.includes(name));
  expectThat(missing.length === 0, `a preflight does not grant ${missing.join(", ")}`, answer);
}

const stainless = ["lang", "arch", "os", "runtime", "runtime-version", "package-version", "retry-count", "timeout"];
const unknown = [
  ["GET", "/v1/cria-conformance"],
  ["POST", "/v1/cria-conformance"],
  ["POST", "/v1/chat"],
  ["GET", "/v1"],
] as const;

/** Routes beside the native ones on the same address. */
function cohosted(id: RequirementId, needs: readonly Need[] = []): Check {
  return check(id, needs, async (context) => {
    offeredOf(context, all);
    expectStatus(await context.client.get("/"), 200);
    expectStatus(await context.client.get("/api/tags"), 200);
    const answer = await context.client.post("/v1/chat/completions", least("openaiChatCompletions", absentModel));
    const missing = answer.status === 405 || (answer.status === 404 && !answer.text.includes(absentModel));
    expectThat(!missing, `POST /v1/chat/completions is answered ${answer.status} beside /api`, answer);
  });
}

export const v1Routes = [
  cohosted("v1-routes.same-base-url"),
  cohosted("v1-routes.one-prefix"),
  present("v1-routes.chat-completions-present", "openaiChatCompletions"),
  present("v1-routes.completions-present", "openaiCompletions"),
  present("v1-routes.embeddings-present", "openaiEmbeddings", "embedding"),
  check("v1-routes.models-present", [], async ({ client }) => expectStatus(await client.get("/v1/models"), 200)),
  check("v1-routes.model-present", ["model"], async ({ client, models }) => {
    const name = models.known.map((model) => model.name).find((each) => !each.includes("/")) ?? models.completion();
    expectStatus(await client.get(`/v1/models/${encodeURIComponent(untagged(name))}`), 200);
  }),
  present("v1-routes.responses-present", "openaiResponses"),
  present("v1-routes.messages-present", "anthropicMessages"),
  check("v1-routes.unknown-path-404", [], async ({ client }) => {
    for (const [method, path] of unknown) expectStatus(await client.call(method, path), 404);
  }),
  check("v1-routes.unknown-path-text", [], async ({ client }) => {
    const answer = await client.get("/v1/cria-conformance");
    expectEqual(answer.text, "404 page not found", "the body", answer);
  }),
  check("v1-routes.wrong-method-405", [], (context) => wrongMethods(context, (answer) => expectStatus(answer, 405))),
  check("v1-routes.wrong-method-allow", [], (context) =>
    wrongMethods(context, (answer, methods) => {
      const allowed = answer.header("allow")?.split(/, */) ?? [];
      expectEqual(allowed.toSorted(), methods.toSorted(), "the methods of Allow", answer);
    }),
  ),
  check("v1-routes.head-is-405", [], async ({ client }) =>
    expectStatus(await client.call("HEAD", "/v1/models"), 405, 200),
  ),
  check("v1-routes.trailing-slash-get-301", [], async ({ client }) => {
    const answer = await client.get("/v1/models/");
    expectStatus(answer, 301, 200);
    if (answer.status === 301) expectLocation(answer, "/v1/models");
  }),
  check("v1-routes.trailing-slash-post-keeps-method", [], async (context) => {
    for (const id of offeredOf(context, posted)) {
      const answer = await context.client.post(`${pathOf(id)}/`, least(id, absentModel));
      if (answer.status === 307 || answer.status === 308) expectLocation(answer, pathOf(id));
      else expectThat(answer.text.includes(absentModel), `${pathOf(id)}/ is answered ${answer.status}`, answer);
    }
  }),
  check("v1-routes.count-tokens-absent", [], async ({ client }) => {
    const answer = await client.post("/v1/messages/count_tokens", least("anthropicMessages", absentModel));
    expectStatus(answer, 404, 200);
    if (answer.status === 200) expectCount(at(answer.json, "input_tokens"), "input_tokens", answer);
  }),
  check("v1-routes.responses-are-not-stored", [], async ({ client }) => {
    expectStatus(await client.get("/v1/responses/resp_1"), 404);
  }),
  check("v1-routes.model-delete-405", [], async (context) => {
    offeredOf(context, ["openaiModel"]);
    expectStatus(await context.client.call("DELETE", `/v1/models/${absentModel}`), 405);
  }),
  check("v1-routes.absent-services-404", [], async ({ client }) => {
    const paths = ["audio/speech", "audio/translations", "moderations", "files", "systemone", "messages/batches"];
    for (const path of paths) expectStatus(await client.post(`/v1/${path}`, {}), 404);
  }),
  check("v1-routes.authorization-ignored", [], async (context) => {
    for (const [name, value] of [
      ["Authorization", "Bearer cria-conformance"],
      ["x-api-key", "cria-conformance"],
    ] as const) {
      await expectSameWith(context, posted, { headers: { [name]: value } });
    }
  }),
  check("v1-routes.query-ignored", [], (context) =>
    expectSameWith(context, ["openaiChatCompletions", "anthropicMessages"], { query: "?beta=true" }),
  ),
  check("v1-routes.protocol-headers-ignored", [], (context) =>
    expectSameWith(context, ["openaiChatCompletions", "anthropicMessages"], {
      headers: {
        "anthropic-version": "1999-01-01",
        "anthropic-beta": "unknown-beta",
        "OpenAI-Organization": "org",
        ...Object.fromEntries(stainless.map((name) => [`x-stainless-${name}`, "1"])),
      },
    }),
  ),
  check("v1-routes.preflight-authorization", [], (context) => granted(context, ["authorization", "content-type"])),
  check("v1-routes.preflight-stainless", [], (context) =>
    granted(
      context,
      stainless.map((name) => `x-stainless-${name}`),
    ),
  ),
];

function expectLocation(answer: Answer, path: string): void {
  expectEqual(new URL(answer.header("location") ?? "", "http://server").pathname, path, "Location", answer);
}

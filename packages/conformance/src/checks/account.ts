import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectArray, expectError, expectRecord, expectStatus, expectThat, isRecord, show } from "../check/expect.ts";
import { NotApplicable, NotSupported } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";

/** What a server answers that does not have an endpoint. */
const absent = [404, 405, 501];

/** A search that must not reach the web. Throws a NotApplicable unless the server says that its cloud is disabled. */
async function askDisabled({ client }: CheckContext, path: string, body: unknown): Promise<Answer> {
  const status = await client.get("/api/status");
  const answer: unknown = status.status === 200 ? status.json : undefined;
  const cloud = isRecord(answer) ? answer.cloud : undefined;
  if (!isRecord(cloud) || cloud.disabled !== true) throw new NotApplicable("the server's cloud is not disabled");
  return client.post(path, body);
}

/** An endpoint of the cloud refuses an empty body, if there is such an endpoint. */
const missingBody = (path: string) => async (context: CheckContext) => {
  const answer = await context.client.post(path, undefined);
  if (absent.includes(answer.status)) throw new NotSupported(`the server does not offer ${path}`);
  expectError(answer, 400, "missing request body");
};

async function recommendations({ client }: CheckContext) {
  const answer = await client.get("/api/experimental/model-recommendations");
  if (absent.includes(answer.status)) throw new NotSupported("the server recommends no models");
  expectStatus(answer, 200);
  const body = expectRecord(answer.json, "the body", answer);
  return { answer, entries: expectArray(body.recommendations, "recommendations", answer) };
}

export const account = [
  check("account.web-search.disabled", [], async (context) => {
    const answer = await askDisabled(context, "/api/experimental/web_search", { query: "llama" });
    expectError(answer, 403, "ollama cloud is disabled: web search is unavailable");
  }),
  check("account.web-search.missing-body", [], missingBody("/api/experimental/web_search")),
  check("account.web-fetch.disabled", [], async (context) => {
    const answer = await askDisabled(context, "/api/experimental/web_fetch", { url: "http://example.com" });
    expectError(answer, 403, "ollama cloud is disabled: web fetch is unavailable");
  }),
  check("account.web-fetch.missing-body", [], missingBody("/api/experimental/web_fetch")),
  check("account.recommendations.array", [], async (context) => {
    await recommendations(context);
  }),
  check("account.recommendations.entry", [], async (context) => {
    const { entries, answer } = await recommendations(context);
    for (const entry of entries) {
      const { model, description } = expectRecord(entry, "a recommendation", answer);
      const holds = typeof model === "string" && typeof description === "string";
      expectThat(holds, `a recommendation is ${show(entry)}`, answer);
    }
  }),
  check("account.cloud.absent-consistent", [], async ({ client }) => {
    // A method that these paths do not have tells them from unknown ones, and does nothing.
    const paths = ["/api/me", "/api/signout", "/api/user/keys/cria"];
    const found = [];
    for (const path of paths) found.push({ path, status: (await client.get(path)).status });
    const missing = found.filter(({ status }) => status === 404).map(({ path }) => path);
    const consistent = missing.length === 0 || missing.length === paths.length;
    expectThat(consistent, `of the endpoints of accounts only ${missing.join(", ")} got 404`);
  }),
];

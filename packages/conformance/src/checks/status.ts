import { StatusResponse } from "@cria/spec";
import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectRecord, expectShape, expectStatus, expectThat, show } from "../check/expect.ts";
import { NotApplicable, NotSupported } from "../check/outcome.ts";

async function cloudOf({ client, absent }: CheckContext) {
  if (absent.has("status")) throw new NotSupported("the server has no status");
  const answer = await client.get("/api/status");
  expectStatus(answer, 200);
  const { cloud } = expectRecord(answer.json, "the body", answer);
  return { answer, cloud: expectRecord(cloud, "cloud", answer) };
}

export const status = [
  check("status.present", [], async ({ client }) => {
    const answer = await client.get("/api/status");
    expectStatus(answer, 200);
    expectRecord(answer.json, "the body", answer);
  }),
  check("status.cloud", [], async (context) => {
    const { answer, cloud } = await cloudOf(context);
    expectThat(typeof cloud.disabled === "boolean", `cloud.disabled is ${show(cloud.disabled)}`, answer);
  }),
  check("status.cloud-source", [], async (context) => {
    const { answer } = await cloudOf(context);
    expectShape(StatusResponse, answer.json, "the answer", answer);
  }),
  check("status.cloud-source-none", [], async (context) => {
    const { answer, cloud } = await cloudOf(context);
    const holds = cloud.disabled !== false || cloud.source === "none";
    expectThat(holds, `the cloud is not disabled and its source is ${show(cloud.source)}`, answer);
  }),
  check("status.consistent", [], async (context) => {
    const { cloud } = await cloudOf(context);
    // A search that is not disabled would ask the web.
    if (cloud.disabled !== true) throw new NotApplicable("the server's cloud is not disabled");
    const answer = await context.client.post("/api/experimental/web_search", { query: "llama" });
    if ([404, 405, 501].includes(answer.status)) throw new NotSupported("the server has no web search");
    expectStatus(answer, 403);
  }),
];

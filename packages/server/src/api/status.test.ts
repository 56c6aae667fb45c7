import { expect, test } from "bun:test";
import { StatusResponse } from "@cria/spec";
import { Value } from "@sinclair/typebox/value";
import { startTestServer } from "../testing.ts";

test.each([
  [{}, "config"],
  [{ OLLAMA_NO_CLOUD: "1" }, "env"],
])("the cloud is off with %j", async (variables, source) => {
  await using server = await startTestServer({ CRIA_EMBEDDED_MODEL: "off", ...variables });
  const body: unknown = await (await server.request("GET", "/api/status")).json();
  expect(body).toEqual({ cloud: { disabled: true, source } });
  expect(Value.Check(StatusResponse, body)).toBe(true);
});

test.each(["web_search", "web_fetch"])(
  "%s is refused as a cloud feature, once its body could be read",
  async (name) => {
    await using server = await startTestServer({ CRIA_EMBEDDED_MODEL: "off" });
    const path = `/api/experimental/${name}`;
    const refused = await server.request("POST", path, { query: "llama", url: "https://example.com" });
    expect([refused.status, await refused.json()]).toEqual([
      403,
      { error: `ollama cloud is disabled: ${name.replace("_", " ")} is unavailable` },
    ]);
    expect((await server.request("POST", path)).status).toBe(400);
  },
);

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

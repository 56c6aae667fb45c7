import { expect, test } from "bun:test";
import { failure, json, text } from "../fake/answer.ts";
import { startFake } from "../fake/server.ts";
import { absentOperations } from "./absent-operations.ts";
import { Client } from "./client.ts";

const clientOf = (server: Awaited<ReturnType<typeof startFake>>) =>
  new Client(server.endpoint, [], { time: 2000, bytes: 1 << 20 }, new AbortController().signal);

test("a server that offers everything lacks nothing", async () => {
  await using server = await startFake();
  const absent = await absentOperations(clientOf(server));
  expect([...absent].filter((id) => !id.startsWith("openai") && !id.startsWith("anthropic"))).toEqual([]);
});

test.each([
  ["plain 404", () => text(404, "404 page not found")],
  ["404 in JSON", () => json(404, { detail: "Not Found" })],
  ["405", () => text(405, "no")],
  ["501", () => failure(501, "not implemented")],
])("an endpoint that answers %s is absent, a core one never", async (_, answer) => {
  const lacking = ["pull", "embed", "create", "chat", "version"] as const;
  await using server = await startFake({
    answer: (made, { operation }) => ((lacking as readonly unknown[]).includes(operation) ? answer() : made),
  });
  const absent = await absentOperations(clientOf(server));
  expect(lacking.filter((id) => absent.has(id))).toEqual(["pull", "embed", "create"]);
});

test("a model that is not there does not make its endpoint absent", async () => {
  await using server = await startFake();
  expect(await absentOperations(clientOf(server))).not.toContain("embed");
});

import { expect, test } from "bun:test";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { openApiDocument } from "./index.ts";

test("the document passes Redocly's strict rules", async () => {
  const config = await createConfig({
    extends: ["recommended-strict"],
    rules: {
      // Answers of the server's root, of lists and of the version can fail with status 5xx alone, or not at all.
      "operation-4xx-response": "off",
    },
  });
  const source = JSON.stringify(openApiDocument());
  const problems = await lintFromString({ source, absoluteRef: "openapi.json", config });
  const found = problems.map(
    ({ ruleId, message, location }) => `${ruleId}: ${message} (${location.map(({ pointer }) => pointer).join(", ")})`,
  );
  expect(found).toEqual([]);
});

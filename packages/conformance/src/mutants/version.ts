import { json, text } from "../fake/answer.ts";
import type { Mutant } from "./mutant.ts";

const answers =
  (value: unknown): NonNullable<Mutant["answer"]> =>
  (answer, { operation }) =>
    operation === "version" ? json(200, value) : answer;

/** Mutants of the version. */
export const version: readonly Mutant[] = [
  {
    id: "version-404",
    bug: "`/api/version` is missing.",
    seenIn: "ggml-org/llama.cpp#15167",
    killedBy: ["version.present"],
    answer: (answer, { operation }) => (operation === "version" ? text(404, "404 page not found") : answer),
  },
  {
    id: "version-below-gate",
    bug: "The version is below the least that editors accept.",
    seenIn: "jjang-ai/mlxstudio#72",
    killedBy: ["version.client-gate"],
    answer: answers({ version: "0.6.2" }),
  },
  {
    id: "version-with-product",
    bug: "The version has a product's name, which clients read as not a number.",
    seenIn: "exo-explore/exo#2042",
    killedBy: ["version.semver", "version.no-prefix", "version.client-gate"],
    answer: answers({ version: "exo v1.0" }),
  },
  {
    id: "version-with-v",
    bug: "The version begins with `v`.",
    killedBy: ["version.no-prefix"],
    answer: answers({ version: "v0.33.0" }),
  },
  {
    id: "version-number",
    bug: "The version is a number.",
    killedBy: ["version.string-field"],
    answer: answers({ version: 0.33 }),
  },
  {
    id: "version-bare-text",
    bug: "The version is a text instead of an object.",
    killedBy: ["version.present", "version.string-field"],
    answer: (answer, { operation }) => (operation === "version" ? text(200, "0.33.0") : answer),
  },
];

import { describe, expect, test } from "bun:test";
import { compareVersions, requirements } from "@cria/spec";
import { checks } from "../checks/index.ts";
import { deviationOf, deviations } from "./deviations.ts";

describe.each(deviations.map((deviation) => [deviation.about, deviation] as const))("%s", (_, deviation) => {
  const { since, until, requirements: ids, evidence } = deviation;

  test("the version that shows it has it", () => {
    for (const id of ids) expect(deviationOf(id, evidence.version)).toBe(deviation);
  });

  test("it begins and ends", () => {
    const [id] = ids;
    expect(deviationOf(id!, since)).toBe(deviation);
    expect(deviationOf(id!, `${since}-rc0`)).not.toBe(deviation);
    if (until === undefined) return;
    expect(compareVersions(since, until)).toBeLessThan(0);
    expect(deviationOf(id!, until)).not.toBe(deviation);
  });

  test("it breaks rules that are checked where it is seen", () => {
    for (const id of ids) {
      expect(checks.some((check) => check.id === id)).toBe(true);
      const { introducedIn = evidence.version } = requirements.find((requirement) => requirement.id === id)!;
      expect(compareVersions(introducedIn, evidence.version)).toBeLessThanOrEqual(0);
    }
  });
});

test("other requirements have none", () => {
  expect(deviationOf("version.present", "0.12.0")).toBeUndefined();
});

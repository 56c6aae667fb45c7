import { expect, test } from "bun:test";
import { coresIn, describeMachine, featuresIn } from "./machine.ts";

const processor = (physical: number, core: number) =>
  `processor : 0\nphysical id\t: ${physical}\ncore id\t\t: ${core}\nflags\t\t: fpu avx2 amx_int8 avx512f\n`;

test("threads of one core count once, equal core numbers of two sockets twice", () => {
  expect(coresIn([processor(0, 0), processor(0, 0), processor(0, 1), processor(1, 0)].join("\n"))).toBe(3);
  expect(coresIn("Processor : ARMv8\nFeatures : asimddp\n")).toBe(0);
});

test("notable instruction sets are found for both families", () => {
  expect(featuresIn(processor(0, 0))).toEqual(["avx2", "avx512f", "amx_int8"]);
  expect(featuresIn("processor : 0\nFeatures\t: fp asimd asimddp i8mm\n")).toEqual(["asimddp", "i8mm"]);
  expect(featuresIn("")).toEqual([]);
});

test("this machine can be described", () => {
  const machine = describeMachine();
  expect(machine.physicalCores).toBeGreaterThanOrEqual(1);
  expect(machine.physicalCores).toBeLessThanOrEqual(machine.logicalCores);
});

import { describe, expect, test } from "bun:test";
import { Mt19937 } from "./mt19937.ts";

describe("Mt19937", () => {
  test("the 10000th number of seed 5489 is the one the C++ standard demands", () => {
    const generator = new Mt19937(5489);
    for (let i = 1; i < 10_000; i++) generator.nextUint32();
    expect(generator.nextUint32()).toBe(4123659995);
  });

  test("first numbers of the reference implementation", () => {
    const first = (seed: number) => {
      const generator = new Mt19937(seed);
      return [generator.nextUint32(), generator.nextUint32(), generator.nextUint32()];
    };
    expect(first(5489)).toEqual([3499211612, 581869302, 3890346734]);
    expect(first(1)).toEqual([1791095845, 4282876139, 3093770124]);
    expect(first(2 ** 32 + 1)).toEqual(first(1));
  });

  test("seeding again starts over, in the middle of a block too", () => {
    const generator = new Mt19937(7);
    const before = Array.from({ length: 1000 }, () => generator.nextUint32());
    generator.seed(7);
    expect(Array.from({ length: 1000 }, () => generator.nextUint32())).toEqual(before);
  });

  test("a double takes two integers, the low half first", () => {
    const integers = new Mt19937(1);
    const low = integers.nextUint32();
    const high = integers.nextUint32();
    const value = new Mt19937(1).nextDouble();
    expect(value).toBe(Number((BigInt(high) << 32n) | BigInt(low)) / 2 ** 64);
    expect(value).toBeCloseTo(high / 2 ** 32, 9);
  });

  test("doubles stay below 1 where the sum would round up to it", () => {
    class Largest extends Mt19937 {
      override nextUint32(): number {
        return 2 ** 32 - 1;
      }
    }
    expect(new Largest(0).nextDouble()).toBe(1 - 2 ** -53);
  });
});

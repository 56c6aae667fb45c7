import type { Automaton } from "./automaton.ts";

/**
 * What a JSON value may look like. Shapes refer to each other, also in circles, so they are made first and filled in
 * later; the machine reads them as they are.
 */
export type Shape = TextShape | ChoiceShape | ObjectShape | ArrayShape;

/** A value that an automaton reads: a string, a number, a constant. */
export interface TextShape {
  readonly type: "text";
  readonly automaton: Automaton;
  /** The texts that it reads, if they are listed. */
  readonly texts?: readonly string[];
}

export interface ChoiceShape {
  readonly type: "choice";
  options: Shape[];
}

/** An object whose declared properties come in their order, further ones behind them. */
export interface ObjectShape {
  readonly type: "object";
  properties: readonly Property[];
  extras: readonly Extra[];
  readonly min: number;
  readonly max: number;
  /** By position: how many required properties are at it or behind. */
  requiredFrom: Int32Array;
}

export interface Property {
  readonly name: string;
  /** Its place among the properties. */
  index: number;
  readonly value: Shape;
  readonly required: boolean;
  /** Reads the key and the colon. */
  readonly key: Automaton;
}

/** Properties that are not declared by name. */
export interface Extra {
  readonly value: Shape;
  readonly key: Automaton;
}

export interface ArrayShape {
  readonly type: "array";
  readonly prefix: readonly Shape[];
  /** What comes behind the prefix; undefined for nothing. */
  item: Shape | undefined;
  readonly min: number;
  max: number;
  /** Whether items differ, which those that are texts or a choice of texts can be held to. */
  isUnique: boolean;
}

/** Fills in what follows from the properties. */
export function countRequired(shape: ObjectShape): void {
  const { properties } = shape;
  shape.requiredFrom = new Int32Array(properties.length + 1);
  for (let i = properties.length - 1; i >= 0; i--) {
    properties[i]!.index = i;
    shape.requiredFrom[i] = shape.requiredFrom[i + 1]! + (properties[i]!.required ? 1 : 0);
  }
}

/**
 * Takes out what can't be completed, such as a list of itself that has at least one item, and says whether the root can.
 * What is left never leads to a dead end.
 */
export function prune(root: Shape, shapes: Iterable<Shape>): boolean {
  // Shapes come before what they refer to, so this way round takes fewer rounds.
  const all = [...shapes].reverse();
  const able = new Set<Shape>();
  const isAble = (shape: Shape): boolean => {
    switch (shape.type) {
      case "text":
        return true;
      case "choice":
        return shape.options.some((option) => able.has(option));
      case "object": {
        if (!shape.properties.every(({ required, value }) => !required || able.has(value))) return false;
        const usable = shape.properties.filter(({ value }) => able.has(value)).length;
        const most = shape.extras.some(({ value }) => able.has(value)) ? Number.POSITIVE_INFINITY : usable;
        return shape.requiredFrom[0]! <= shape.max && most >= shape.min && shape.min <= shape.max;
      }
      case "array":
        return shape.min <= shape.max && usableItems(shape, able) >= shape.min;
    }
  };
  for (let before = -1; before < able.size; ) {
    before = able.size;
    for (const shape of all) if (!able.has(shape) && isAble(shape)) able.add(shape);
  }
  for (const shape of all) {
    if (shape.type === "choice") shape.options = shape.options.filter((option) => able.has(option));
    else if (shape.type === "object") {
      shape.properties = shape.properties.filter(({ value }) => able.has(value));
      shape.extras = shape.extras.filter(({ value }) => able.has(value));
      countRequired(shape);
    } else if (shape.type === "array") {
      shape.max = Math.min(shape.max, usableItems(shape, able));
    }
  }
  return able.has(root);
}

/** How many items an array can have. */
function usableItems({ prefix, item }: ArrayShape, able: ReadonlySet<Shape>): number {
  const stuck = prefix.findIndex((shape) => !able.has(shape));
  if (stuck >= 0) return stuck;
  return item && able.has(item) ? Number.POSITIVE_INFINITY : prefix.length;
}

import { type Automaton, dead } from "./automaton.ts";
import { GrammarError } from "./errors.ts";
import { excluding } from "./excluding.ts";
import { ItemSet } from "./item-set.ts";
import {
  closeArray,
  closeEmptyArray,
  closeEmptyObject,
  closeObject,
  comma,
  leadingSpace,
  openArray,
  openObject,
} from "./punctuation.ts";
import type { ArrayShape, Extra, ObjectShape, Property, Shape } from "./shape.ts";
import type { TokenSets } from "./token-sets.ts";

/** Ways to read the same text that are followed at a time. Dropping further ones only narrows what may come. */
const mostThreads = 1024;

/** Where in a shape: before it, behind its opening or a member, behind a comma, or at an item that must be a new one. */
type Stage = "start" | "member" | "comma" | "item";

/**
 * What is left to read: a place in a shape, and what comes behind it. `at` is the next property or item, `count` how many
 * properties there are.
 */
interface Frame {
  readonly id: number;
  readonly shape: Shape;
  readonly stage: Stage;
  readonly at: number;
  readonly count: number;
  readonly rest: Frame | undefined;
  /** For an array whose items differ: those that it has. */
  readonly used: ItemSet | undefined;
}

/** One way to read the text so far: an automaton that is at work, and what is left behind it. */
interface Thread {
  readonly automaton: Automaton;
  readonly state: number;
  readonly rest: Frame | undefined;
  /** The bytes of an item that must differ from others, as far as it is read. */
  readonly written: string | undefined;
}

/** Where a text has led: the ways to go on, and whether it is a whole value. */
interface Place {
  readonly threads: readonly Thread[];
  readonly isComplete: boolean;
}

/** Reads a value of a shape token by token, and says which tokens may come next. Frames are shared, so equal ones are the same. */
export class Machine {
  readonly #sets: TokenSets;
  readonly #frames = new Map<string, Frame>();
  readonly #noItems = new ItemSet([]);
  readonly #mask: Int32Array;
  #isMaskCurrent = false;
  #threads: readonly Thread[];
  #isComplete = false;

  /** `allowsSpace`: whether white space may come before the value. */
  constructor(shape: Shape, sets: TokenSets, allowsSpace = false) {
    this.#sets = sets;
    this.#mask = new Int32Array(Math.ceil(sets.trie.vocabSize / 32));
    const value = this.#frame(shape, "start", 0, 0, undefined);
    const threads: Thread[] = [];
    this.#begin(value, threads);
    if (allowsSpace) push(threads, thread(leadingSpace, value));
    this.#threads = threads;
  }

  /** Whether the text so far is a whole value. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Whether nothing can follow. */
  get isFinished(): boolean {
    return this.#threads.length === 0;
  }

  /**
   * The tokens that may come next, one bit each, valid until the next {@link accept}. Those that end answers are among
   * them where the value is complete. Throws GrammarError if the vocabulary has no token for what must come.
   */
  get mask(): Int32Array {
    if (!this.#isMaskCurrent) {
      this.#fillMask();
      this.#isMaskCurrent = true;
    }
    return this.#mask;
  }

  /** Takes in a token that the mask allows; false, changing nothing, for any other. */
  accept(token: number): boolean {
    const piece = this.#sets.trie.piece(token);
    if (piece.length === 0) return false;
    let place: Place = { threads: this.#threads, isComplete: false };
    for (const byte of piece) {
      place = this.#read(place.threads, byte);
      if (place.threads.length === 0 && !place.isComplete) return false;
    }
    // A thread that is done, and whose automaton reads nothing more, is no way to go on; it stays harmlessly.
    this.#threads = place.threads.filter(canGoOn);
    this.#isComplete = place.isComplete;
    this.#isMaskCurrent = false;
    return true;
  }

  /** The bytes, at most `most`, that must come next: no others can, but for a space before a colon. */
  expected(most: number): Uint8Array {
    const bytes: number[] = [];
    let place: Place = { threads: this.#threads, isComplete: this.#isComplete };
    while (bytes.length < most && !place.isComplete) {
      const byte = onlyByte(place.threads);
      if (byte === undefined) break;
      bytes.push(byte);
      place = this.#read(place.threads, byte);
    }
    return Uint8Array.from(bytes);
  }

  #read(threads: readonly Thread[], byte: number): Place {
    const next: Thread[] = [];
    let isComplete = false;
    for (const { automaton, state, rest, written: before } of threads) {
      const to = automaton.next(state, byte);
      if (to === dead) continue;
      const written = before === undefined ? undefined : before + String.fromCharCode(byte);
      push(next, { automaton, state: to, rest, written });
      if (automaton.accepts(to) && this.#begin(this.#behind(rest, written), next)) isComplete = true;
    }
    return { threads: next, isComplete };
  }

  #fillMask(): void {
    const mask = this.#mask.fill(0);
    for (const thread of this.#threads) this.#addTokens(thread);
    if (this.#isComplete) for (const token of this.#sets.trie.ends) mask[token >> 5]! |= 1 << (token & 31);
    else if (mask.every((word) => word === 0))
      throw new GrammarError("the vocabulary has no token for what must follow");
  }

  #addTokens({ automaton, state, rest, written }: Thread): void {
    const mask = this.#mask;
    const { listed, bits, exits } = this.#sets.of(automaton, state);
    if (bits) for (let i = 0; i < mask.length; i++) mask[i]! |= bits[i]!;
    else for (const token of listed!) mask[token >> 5]! |= 1 << (token & 31);
    if (exits.length === 0) return;
    const followingOf = this.#following(rest, written);
    for (const node of exits) {
      const read = written === undefined ? "" : this.#sets.trie.path(node);
      for (const thread of followingOf(read)) this.#addBelow(node, thread);
    }
  }

  /** What follows a thread that is done, by the bytes that it has read on the way there. */
  #following(rest: Frame | undefined, written: string | undefined): (read: string) => readonly Thread[] {
    const known = new Map<string, Thread[]>();
    return (read) => {
      let threads = known.get(read);
      if (!threads) {
        threads = [];
        this.#begin(this.#behind(rest, written === undefined ? undefined : written + read), threads);
        known.set(read, threads);
      }
      return threads;
    };
  }

  /** What is left behind a value: an array takes note of an item that must not come again. */
  #behind(rest: Frame | undefined, written: string | undefined): Frame | undefined {
    if (rest?.stage !== "item") return rest;
    return this.#frame(rest.shape, "member", rest.at, 0, rest.rest, rest.used!.with(written!));
  }

  /** Adds the tokens below a node of the tree that a thread can read from there on. */
  #addBelow(root: number, { automaton, state: start, rest, written }: Thread): void {
    const { bytes, depths, skips, tokens, twins } = this.#sets.trie;
    const mask = this.#mask;
    const top = depths[root]!;
    const states = [start];
    const followingOf = this.#following(rest, written);
    for (let node = root + 1; node < skips[root]!; ) {
      const depth = depths[node]! - top;
      const state = automaton.next(states[depth - 1]!, bytes[node]!);
      if (state === dead) {
        node = skips[node]!;
        continue;
      }
      states[depth] = state;
      for (let token = tokens[node]!; token >= 0; token = twins[token]!) mask[token >> 5]! |= 1 << (token & 31);
      if (skips[node]! > node + 1 && automaton.accepts(state)) {
        const read = written === undefined ? "" : this.#sets.trie.path(node).slice(top);
        for (const thread of followingOf(read)) this.#addBelow(node, thread);
      }
      node++;
    }
  }

  /** Adds the threads that read what is left; true if nothing is. */
  #begin(frame: Frame | undefined, threads: Thread[]): boolean {
    if (!frame) return true;
    const open = [frame];
    const seen = new Set<Frame>();
    for (let next = open.pop(); next; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      const { shape, rest } = next;
      switch (shape.type) {
        case "text": {
          const automaton = rest?.stage === "item" ? excluding(shape.automaton, rest.used!) : shape.automaton;
          if (automaton) push(threads, thread(automaton, rest));
          break;
        }
        case "choice":
          for (let i = shape.options.length - 1; i >= 0; i--) {
            open.push(this.#frame(shape.options[i]!, "start", 0, 0, rest));
          }
          break;
        case "object":
          if (next.stage === "start") push(threads, thread(openObject, this.#frame(shape, "member", 0, 0, rest)));
          else this.#goOnWithObject(shape, next, threads);
          break;
        case "array":
          if (next.stage === "start") {
            const used = shape.isUnique ? this.#noItems : undefined;
            push(threads, thread(openArray, this.#frame(shape, "member", 0, 0, rest, used)));
          } else open.push(...this.#goOnWithArray(shape, next, threads));
          break;
      }
    }
    return false;
  }

  /** The end of the object, a comma, or the keys that may come next. */
  #goOnWithObject(shape: ObjectShape, { stage, at, count, rest }: Frame, threads: Thread[]): void {
    const { properties, extras, min, max, requiredFrom } = shape;
    if (stage === "member" && requiredFrom[at] === 0 && count >= min) {
      push(threads, thread(count === 0 ? closeEmptyObject : closeObject, rest));
    }
    const counted = min > 0 || max !== Number.POSITIVE_INFINITY ? count + 1 : 1;
    const needsComma = stage === "member" && count > 0;
    const options: (Property | Extra)[] = [];
    for (let i = at; i < properties.length; i++) {
      const property = properties[i]!;
      const reachesMin = extras.length > 0 || count + properties.length - i >= min;
      if (reachesMin && count + 1 + requiredFrom[i + 1]! <= max) options.push(property);
      if (property.required || (needsComma && options.length > 0)) break;
    }
    if (count < max && requiredFrom[at] === 0) options.push(...extras);
    if (needsComma) {
      if (options.length > 0) push(threads, thread(comma, this.#frame(shape, "comma", at, count, rest)));
      return;
    }
    for (const option of options) {
      const next = "index" in option ? option.index + 1 : properties.length;
      const behind = this.#frame(shape, "member", next, counted, rest);
      push(threads, thread(option.key, this.#frame(option.value, "start", 0, 0, behind)));
    }
  }

  /** The end of the array, a comma, or the frame of the next item. */
  #goOnWithArray(shape: ArrayShape, { stage, at: count, rest, used }: Frame, threads: Thread[]): Frame[] {
    const { prefix, item, min, max } = shape;
    if (stage === "member" && count >= min) push(threads, thread(count === 0 ? closeEmptyArray : closeArray, rest));
    if (count >= max || (used && !hasOther(item!, used))) return [];
    if (stage === "member" && count > 0) {
      push(threads, thread(comma, this.#frame(shape, "comma", count, 0, rest, used)));
      return [];
    }
    // Where nothing is counted any more, all items lead back to one frame.
    const counted = max === Number.POSITIVE_INFINITY && count >= Math.max(min, prefix.length, 1) ? count : count + 1;
    const behind = this.#frame(shape, used ? "item" : "member", counted, 0, rest, used);
    return [this.#frame(prefix[count] ?? item!, "start", 0, 0, behind)];
  }

  #frame(shape: Shape, stage: Stage, at: number, count: number, rest: Frame | undefined, used?: ItemSet): Frame {
    const key = `${idOf(shape)},${stage},${at},${count},${rest?.id ?? -1},${used ? idOf(used) : -1}`;
    let frame = this.#frames.get(key);
    if (!frame) {
      frame = { id: this.#frames.size, shape, stage, at, count, rest, used };
      this.#frames.set(key, frame);
    }
    return frame;
  }
}

/** Whether a value of a shape may be another than those of a set. */
function hasOther(shape: Shape, used: ItemSet, seen = new Set<Shape>()): boolean {
  if (shape.type === "text") return excluding(shape.automaton, used) !== undefined;
  if (shape.type !== "choice" || seen.has(shape)) return false;
  seen.add(shape);
  return shape.options.some((option) => hasOther(option, used, seen));
}

function thread(automaton: Automaton, rest: Frame | undefined): Thread {
  return { automaton, state: automaton.start, rest, written: rest?.stage === "item" ? "" : undefined };
}

function push(threads: Thread[], thread: Thread): void {
  if (threads.length >= mostThreads) return;
  const { automaton, state, rest, written } = thread;
  for (const other of threads) {
    const isSame = other.automaton === automaton && other.state === state && other.rest === rest;
    if (isSame && other.written === written) return;
  }
  threads.push(thread);
}

function canGoOn({ automaton, state }: Thread): boolean {
  for (let byte = 0; byte < 256; byte++) if (automaton.next(state, byte) !== dead) return true;
  return false;
}

const space = 0x20;
const colon = 0x3a;

/** More ways to go on than these hardly agree on a byte. */
const mostForeseen = 16;

/** The byte that all threads go on with; undefined if there are several, or none. */
function onlyByte(threads: readonly Thread[]): number | undefined {
  if (threads.length > mostForeseen) return undefined;
  let only: number | undefined;
  for (let byte = 0; byte < 256; byte++) {
    if (!threads.some(({ automaton, state }) => automaton.next(state, byte) !== dead)) continue;
    if (only !== undefined && !(only === space && byte === colon)) return undefined;
    only = byte;
  }
  return only === space ? undefined : only;
}

const ids = new WeakMap<Shape | ItemSet, number>();
let nextId = 0;

function idOf(object: Shape | ItemSet): number {
  let id = ids.get(object);
  if (id === undefined) {
    id = nextId++;
    ids.set(object, id);
  }
  return id;
}

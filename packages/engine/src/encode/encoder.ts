import { fillRopeTables, type Rope, type RopeFrequencies } from "../architectures/rope.ts";
import type { Temperature } from "../architectures/temperature.ts";
import type { ElementType } from "../ort/element-type.ts";
import { NativeBuffer } from "../ort/memory.ts";
import { type BoundRun, OrtSession } from "../ort/session.ts";
import { OrtTensor } from "../ort/tensor.ts";
import type { TokenizedInput } from "./tokenized-input.ts";

export interface EncoderSettings {
  readonly onnxPath: string;
  readonly threads: number;
  /** The graph's inputs besides rotations. */
  readonly inputs: readonly string[];
  /** Width of an embedding. */
  readonly dimensions: number;
  /** Whether each token has an embedding, rather than each text. */
  readonly isPerToken: boolean;
  /** Most tokens of a text. */
  readonly longest: number;
  /** Rotations, in the order of the graph's tables. */
  readonly ropes: readonly Rope[];
  readonly frequencies: (rope: Rope) => RopeFrequencies;
  readonly temperature?: Temperature | undefined;
}

/** A tensor of a run, with its numbers. */
interface RunInput {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Runs the graph of an encoder: several texts at once, one behind the other, without padding. */
export class Encoder implements Disposable {
  readonly settings: EncoderSettings;
  readonly #session: OrtSession;
  readonly #run: BoundRun;
  readonly #tables: OrtTensor[] = [];
  readonly #buffers: NativeBuffer[] = [];

  /** Loads the model: blocks the thread. Throws OrtError. */
  constructor(settings: EncoderSettings) {
    this.settings = settings;
    this.#session = OrtSession.load(settings.onnxPath, {
      threads: settings.threads,
      hasManyShapes: true,
      // Idle threads must not burn the CPU between requests.
      config: { "session.force_spinning_stop": "1" },
    });
    const tables = settings.ropes.flatMap((rope, i) => this.#fillTables(rope, i));
    this.#run = this.#session.bind([...settings.inputs, ...tables], ["embeddings"]);
  }

  /**
   * The embeddings of texts `[dimensions]`, or `[tokens, dimensions]` where each token has one. Each has the same bits alone
   * and beside any others. Blocks the thread. Throws OrtError.
   */
  encode(texts: readonly TokenizedInput[]): Float32Array[] {
    const { dimensions, isPerToken, inputs } = this.settings;
    const starts = [0];
    for (const { tokens } of texts) starts.push(starts.at(-1)! + tokens.length);
    const rows = isPerToken ? starts.at(-1)! : texts.length;
    using stack = new DisposableStack();
    const given = this.#inputsOf(texts, starts);
    const handles = inputs.map((name) => stack.use(filledTensor(stack, given[name]!())).handle);
    const memory = stack.use(new NativeBuffer(4 * rows * dimensions));
    const output = stack.use(new OrtTensor("float32", [1, rows, dimensions], memory.address));
    this.#run.run([...handles, ...this.#tables.map(({ handle }) => handle)], [output.handle]);
    const rowsOf = (t: number) => (isPerToken ? [starts[t]!, starts[t + 1]!] : [t, t + 1]) as [number, number];
    return texts.map((_, t) => {
      const [from, to] = rowsOf(t);
      return memory.float32(4 * from * dimensions, (to - from) * dimensions).slice();
    });
  }

  #inputsOf(texts: readonly TokenizedInput[], starts: readonly number[]): Readonly<Record<string, () => RunInput>> {
    const rows = starts.at(-1)!;
    const perToken = (value: (text: TokenizedInput, position: number) => number): RunInput => ({
      type: "int64",
      shape: [1, rows],
      values: texts.flatMap((text) => Array.from(text.tokens, (_, position) => value(text, position))),
    });
    const perText = (row: (t: number) => number): RunInput => ({
      type: "int64",
      shape: [texts.length],
      values: texts.map((_, t) => row(t)),
    });
    return {
      input_ids: () => perToken(({ tokens }, position) => tokens[position]!),
      position_ids: () => perToken((_, position) => position),
      token_type_ids: () => perToken(({ second }, position) => (position < second ? 0 : 1)),
      attention_temperature: () => {
        const { values } = perToken((_, position) => this.settings.temperature?.(position) ?? 1);
        return { type: "float32", shape: [1, rows, 1], values };
      },
      text_starts: () => ({ type: "int32", shape: [starts.length], values: starts }),
      first_rows: () => perText((t) => starts[t]!),
      last_rows: () => perText((t) => starts[t + 1]! - 1),
    };
  }

  /** Fills the tables of a rotation for every position; gives their names. */
  #fillTables(rope: Rope, index: number): string[] {
    const { longest, frequencies } = this.settings;
    const width = rope.dim / 2;
    const length = longest * width;
    const buffer = new NativeBuffer(2 * 4 * length);
    this.#buffers.push(buffer);
    fillRopeTables(frequencies(rope), buffer.float32(0, length), buffer.float32(4 * length, length), rope.amplitude);
    for (const part of [0, 1]) {
      this.#tables.push(new OrtTensor("float32", [longest, width], buffer.address + 4 * length * part));
    }
    return [`cos.${index}`, `sin.${index}`];
  }

  [Symbol.dispose](): void {
    for (const tensor of this.#tables) tensor[Symbol.dispose]();
    this.#session[Symbol.dispose]();
    for (const buffer of this.#buffers) buffer[Symbol.dispose]();
  }
}

function filledTensor(stack: DisposableStack, { type, shape, values }: RunInput): OrtTensor {
  const memory = stack.use(new NativeBuffer((type === "int64" ? 8 : 4) * values.length));
  if (type === "int64") memory.bigInt64(0, values.length).set(values.map(BigInt));
  else if (type === "int32") memory.int32(0, values.length).set(values);
  else memory.float32(0, values.length).set(values);
  return new OrtTensor(type, shape, memory.address);
}

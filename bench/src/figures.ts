import {
  choiceTime,
  decodeSpeed,
  loadTime,
  type ModelResult,
  prefillSpeed,
  type SubjectResult,
  stepsTogether,
} from "./results.ts";
import { grouped } from "./table.ts";

/** One line of a model's results. */
export interface Figure {
  readonly label: string;
  readonly unit: string;
  readonly digits: number;
  readonly cria: number | undefined;
  readonly llamacpp: number | undefined;
  /** Whether the figure is one of those that tell the most, for tables of many models. */
  readonly main: boolean;
}

/** All figures of a model, in the order of its table. */
export function figuresOf(model: ModelResult): Figure[] {
  const { cria, llamacpp } = model.subjects;
  const either = cria ?? llamacpp;
  if (!either) return [];
  const together = stepsTogether(model);
  const figure = (
    label: string,
    unit: string,
    digits: number,
    value: (subject: SubjectResult) => number | undefined,
    main = true,
  ): Figure => ({ label, unit, digits, main, cria: cria && value(cria), llamacpp: llamacpp && value(llamacpp) });
  const decode = (subject: SubjectResult, i: number) => decodeSpeed(subject.decode[i]!.rounds, 1, together);
  const batched = ({ batched }: SubjectResult, i: number) =>
    decodeSpeed(batched[i]!.rounds, batched[i]!.slots, together);
  const last = either.batched.length - 1;
  const bound = model.bandwidth.bytesPerSecond / model.facts.bytesPerToken;
  return [
    ...either.prefill.map(({ tokens }, i) =>
      figure(`prefill, ${tokens} tokens`, "tok/s", 1, (s) => prefillSpeed(tokens, s.prefill[i]!.rounds)),
    ),
    ...either.decode.map(({ context }, i) =>
      figure(`decode at ${grouped(context)} tokens`, "tok/s", 1, (s) => decode(s, i)),
    ),
    figure("share of memory bound", "%", 0, (s) => (100 * decode(s, 0)) / bound, false),
    ...either.batched.map(({ slots }, i) =>
      figure(`decode, ${slots} ${slots === 1 ? "slot" : "slots"}`, "tok/s", 1, (s) => batched(s, i), slots > 1),
    ),
    figure(`${either.batched[last]!.slots} slots ÷ 1 slot`, "×", 2, (s) => batched(s, last) / batched(s, 0), false),
    figure("greedy choice", "ms", 2, (s) => choiceTime(s.decode[0]!.rounds), false),
    figure("cold load", "s", 2, (s) => loadTime(s.coldLoad)),
    figure("warm load", "s", 2, (s) => loadTime(s.warmLoad)),
    figure("peak memory", "MiB", 0, (s) => s.peakBytes / 2 ** 20),
  ];
}

/** Cria's figure divided by llama.cpp's; undefined where one is missing. */
export function ratioOf({ cria, llamacpp }: Figure): number | undefined {
  return cria !== undefined && llamacpp !== undefined ? cria / llamacpp : undefined;
}

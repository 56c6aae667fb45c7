/** A name as llama.cpp gives it to a part of a split model, taken apart. */
export interface PartName {
  /** What the names of all parts begin with. */
  readonly model: string;
  /** From 1. */
  readonly number: number;
  /** Parts of the model. */
  readonly count: number;
}

const pattern = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/s;

/** Takes a file's name apart; undefined if it is not that of a part. */
export function parsePartName(name: string): PartName | undefined {
  const [, model, number, count] = pattern.exec(name) ?? [];
  return model === undefined ? undefined : { model, number: Number(number), count: Number(count) };
}

/** {@link parsePartName} the other way round. */
export function formatPartName({ model, number, count }: PartName): string {
  const digits = (value: number) => String(value).padStart(5, "0");
  return `${model}-${digits(number)}-of-${digits(count)}.gguf`;
}

import { type ChapterId, chapters } from "@cria/spec";
import { verdictCounts } from "../report/summary.ts";
import type { CheckResult } from "../run/result.ts";

/** Tells of each chapter, in a line, when its checks are done. */
export class Progress {
  readonly #write: (text: string) => void;
  #chapter: ChapterId | undefined;
  #counts: Record<string, number> = {};

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  add({ chapter, verdict }: Pick<CheckResult, "chapter" | "verdict">): void {
    if (chapter !== this.#chapter) this.end();
    this.#chapter = chapter;
    this.#counts[verdict] = (this.#counts[verdict] ?? 0) + 1;
  }

  /** The last chapter is done, too. */
  end(): void {
    const title = chapters.find(({ id }) => id === this.#chapter)?.title;
    if (title !== undefined) this.#write(`${title}: ${verdictCounts(this.#counts)}\n`);
    this.#chapter = undefined;
    this.#counts = {};
  }
}

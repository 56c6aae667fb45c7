/** Says things on stderr, each once: what is asked again and again would fill the log. */
export class ReportOnce {
  readonly #said = new Set<string>();

  say(text: string): void {
    if (this.#said.has(text)) return;
    this.#said.add(text);
    process.stderr.write(`${text}\n`);
  }
}

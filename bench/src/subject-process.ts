import { track } from "./children.ts";
import { linesOf, type MethodName, type Methods, parseReply } from "./protocol.ts";
import type { SubjectName } from "./subject.ts";

/** Lines of a child's own output that are kept to explain a failure. */
const keptLines = 20;

/** How a child is started. */
export interface StartOptions {
  /** A command that the child's command is given to, such as one that hides files from it. */
  readonly before?: readonly string[];
  /** Environment variables beside this process's own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A child process with one subject. Its native libraries' messages are kept and shown only when it fails. */
export class SubjectProcess {
  readonly name: SubjectName;
  readonly #child: Bun.Subprocess<"pipe", "pipe", "pipe">;
  readonly #pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  readonly #chatter: string[] = [];
  #lastId = 0;
  #ended: Error | undefined;
  readonly #untrack: () => void;

  constructor(name: SubjectName, { before = [], env = {} }: StartOptions = {}) {
    this.name = name;
    this.#child = Bun.spawn([...before, process.execPath, new URL("child.ts", import.meta.url).pathname, name], {
      env: { ...process.env, ...env },
      stdin: "pipe",
      stdout: "pipe",
      stderr: "pipe",
    });
    this.#untrack = track(this.#child);
    void this.#follow();
  }

  /** Asks the child for something. Throws an Error with the child's message, or with its last output when it ended. */
  async request<M extends MethodName>(method: M, params: Methods[M]["params"]): Promise<Methods[M]["result"]> {
    if (this.#ended) throw this.#ended;
    const id = ++this.#lastId;
    const result = new Promise<unknown>((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    this.#child.stdin.write(`${JSON.stringify({ id, method, params })}\n`);
    this.#child.stdin.flush();
    // The child is our own program, so its result has the type of the method.
    return (await result) as Methods[M]["result"];
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Ends the child. Its memory is back when this settles. */
  async close(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.exited;
    this.#untrack();
  }

  async #follow(): Promise<void> {
    await Promise.all([this.#followOutput(), this.#followErrors()]);
    const code = await this.#child.exited;
    this.#untrack();
    const output = this.#chatter.join("\n");
    this.#ended = new Error(`The ${this.name} process ended (${this.#child.signalCode ?? code}).\n${output}`.trim());
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
  }

  async #followOutput(): Promise<void> {
    for await (const line of linesOf(this.#child.stdout)) {
      const reply = parseReply(line);
      if (!reply) {
        this.#keep(line);
        continue;
      }
      const waiting = this.#pending.get(reply.id);
      this.#pending.delete(reply.id);
      if ("error" in reply) waiting?.reject(new Error(`${this.name}: ${reply.error}`));
      else waiting?.resolve(reply.result);
    }
  }

  async #followErrors(): Promise<void> {
    for await (const line of linesOf(this.#child.stderr)) this.#keep(line);
  }

  #keep(line: string): void {
    this.#chatter.push(line);
    if (this.#chatter.length > keptLines) this.#chatter.shift();
  }
}

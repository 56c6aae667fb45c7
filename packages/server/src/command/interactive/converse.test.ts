import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Harness, mainModule } from "../harness.ts";

const harness = new Harness();

/** The command in a pseudo-terminal. */
class Screen implements AsyncDisposable {
  readonly #child: Bun.Subprocess;
  readonly #decoder = new TextDecoder();
  #text = "";
  #seen = 0;

  constructor(args: readonly string[], env: Record<string, string | undefined> = harness.environment()) {
    this.#child = Bun.spawn([process.execPath, mainModule, ...args], {
      env,
      terminal: {
        cols: 80,
        rows: 24,
        data: (_, bytes) => {
          this.#text += this.#decoder.decode(bytes, { stream: true });
        },
      },
    });
  }

  /** Waits for text that was not waited for before. */
  async expect(text: string): Promise<void> {
    const end = Date.now() + 10_000;
    for (;;) {
      const plain = this.#text.replaceAll("\r", "");
      const at = plain.indexOf(text, this.#seen);
      if (at >= 0) {
        this.#seen = at + text.length;
        return;
      }
      if (Date.now() > end) throw new Error(`no ${JSON.stringify(text)} in ${JSON.stringify(plain.slice(this.#seen))}`);
      await Bun.sleep(5);
    }
  }

  async prompt(): Promise<void> {
    await this.expect("Send a message (/? for help)\x1b[0m\x1b[28D");
  }

  type(keys: string): void {
    this.#child.terminal?.write(keys);
  }

  /** Types a line at the prompt and waits for what it prints. */
  async say(line: string, answer: string): Promise<void> {
    await this.prompt();
    this.type(`${line}\r`);
    await this.expect(answer);
  }

  get exited(): Promise<number> {
    return this.#child.exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill();
    await this.#child.exited;
    this.#child.terminal?.close();
  }
}

test("a conversation keeps what was said", async () => {
  await using screen = new Screen(["run", "stories", "--keepalive", "1m"]);
  await screen.expect(">>> hi\nhello\n\n");
  await screen.say("first", "You said 1 things.");
  await screen.say('"""two', "... ");
  screen.type('lines"""\r');
  await screen.expect("You said 3 things.");
  await screen.say("/clear", "Cleared session context");
  await screen.say("third", "You said 1 things.");
  await screen.prompt();
  screen.type("\x04");
  expect(await screen.exited).toBe(0);
  expect(harness.server.bodies("/api/generate")).toEqual([{ model: "stories", keep_alive: "1m", stream: false }]);
  expect(harness.server.bodies("/api/chat")).toEqual([
    { model: "stories", keep_alive: "1m", messages: [{ role: "user", content: "first" }] },
    {
      model: "stories",
      keep_alive: "1m",
      messages: [
        { role: "user", content: "first" },
        { role: "assistant", content: "You said 1 things." },
        { role: "user", content: "two\nlines" },
      ],
    },
    { model: "stories", keep_alive: "1m", messages: [{ role: "user", content: "third" }] },
  ]);
  expect(readFileSync(join(harness.folder, ".ollama", "history"), "utf8")).toStartWith('first\n"""two\nlines"""\n');
});

test("text pasted with newlines is one message", async () => {
  await using screen = new Screen(["run", "stories"]);
  await screen.prompt();
  screen.type("\x1b[200~one\ntwo\x1b[201~");
  await Bun.sleep(50);
  expect(harness.server.bodies("/api/chat")).toEqual([]);
  screen.type("\r");
  await screen.expect("You said 1 things.");
  await screen.say("/bye", "");
  expect(await screen.exited).toBe(0);
  expect(harness.server.bodies("/api/chat")).toMatchObject([{ messages: [{ content: "one\ntwo" }] }]);
});

test("Ctrl-C stops an answer, and says how to leave where there is none", async () => {
  harness.server.frameDelay = 200;
  await using screen = new Screen(["run", "stories"]);
  await screen.say("hi", "You said");
  screen.type("\x03");
  await harness.server.aborted;
  await screen.prompt();
  screen.type("\x03");
  await screen.expect("Use Ctrl + d or /bye to exit.");
  screen.type("dropped\x03");
  await Bun.sleep(50);
  screen.type("next\r");
  await screen.expect("You said 3 things.");
  expect(harness.server.bodies("/api/chat").at(-1)).toMatchObject({
    messages: [{ content: "hi" }, { role: "assistant" }, { content: "next" }],
  });
});

test("settings reach the next request", async () => {
  await using screen = new Screen(["run", "stories"], { ...harness.environment(), OLLAMA_NOHISTORY: "1" });
  await screen.say("/set parameter top_k 3", "Set parameter 'top_k' to '3'");
  await screen.say("/set parameter stop a b", "Set parameter 'stop' to 'a, b'");
  await screen.say("/set parameter top_k x", `Couldn't set parameter: "invalid int value [x]"`);
  await screen.say("/set system Be kind.", "Set system message.");
  await screen.say("/set format json", "Set format to 'json' mode.");
  await screen.say("/set nothink", "Set 'nothink' mode.");
  await screen.say("/set verbose", "Set 'verbose' mode.");
  await screen.say("/set nonsense", "Unknown command '/set nonsense'. Type /? for help");
  await screen.say("/nonsense", "Unknown command '/nonsense'. Type /? for help");
  await screen.say("/? set", "/set parameter ...");
  await screen.say("hi", "eval rate:            3.00 tokens/s");
  expect(harness.server.bodies("/api/chat")).toEqual([
    {
      model: "stories",
      format: "json",
      think: false,
      options: { top_k: 3, stop: ["a", "b"] },
      messages: [
        { role: "system", content: "Be kind." },
        { role: "user", content: "hi" },
      ],
    },
  ]);
  await screen.say("/save kind", "Created new model 'kind'");
  expect(harness.server.bodies("/api/create")).toEqual([
    {
      model: "kind",
      from: "stories",
      system: "Be kind.",
      parameters: { top_k: 3, stop: ["a", "b"] },
      messages: [
        { role: "user", content: "hi" },
        { role: "assistant", content: "hello" },
        { role: "user", content: "hi" },
        { role: "assistant", content: "You said 2 things." },
      ],
    },
  ]);
});

test("models can be looked at and switched", async () => {
  await using screen = new Screen(["run", "stories"]);
  await screen.say("/show system", "Be brief.");
  await screen.say("/show parameters", "Model defined parameters:\n  temperature");
  await screen.say("/show info", "  Capabilities\n    completion");
  await screen.say("/list st", "stories:latest    967caf6f1618");
  await screen.say("/load nope", "Loading model 'nope'\nCouldn't find model 'nope'");
  await screen.say("/load thinker", "Loading model 'thinker'");
  await screen.say("hello", "You said 1 things.");
  expect(harness.server.bodies("/api/chat")).toMatchObject([{ model: "thinker", think: true }]);
});

test("a one-shot answer in a terminal wraps words and shows a spinner while it waits", async () => {
  harness.server.frameDelay = 0;
  await using screen = new Screen(["run", "stories", "hi"]);
  await screen.expect("One two three.\n\n");
  expect(await screen.exited).toBe(0);
});

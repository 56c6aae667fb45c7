import fc from "fast-check";
import type { CheckContext } from "../../check/context.ts";
import { expectEqual, expectStatus, expectThat, show as print } from "../../check/expect.ts";
import { list, textOf, wholeName } from "../store/entries.ts";
import { expectSuccess } from "./outcome.ts";
import { copy, create, digestOf, hasBlob, remove, upload } from "./store.ts";

/** What should be in the store: each model's system prompt by its name in lower case, and the texts that are blobs. */
interface Expected {
  readonly systems: Map<string, string>;
  readonly uploaded: Set<string>;
}

/** Names that commands draw from: few, so that they meet; two differ in case alone. */
interface Real {
  readonly context: CheckContext;
  readonly names: readonly string[];
  /** Makes texts of this machine's own. */
  readonly salt: string;
}

type Command = fc.AsyncCommand<Expected, Real>;

const systems = ["Be brief.", "Be long.", 'Say "yes" <only>.'];
const texts = ["one", "two"];

const nameOf = ({ names }: Real, index: number) => names[index % names.length]!;

/** Like a name in the store: without regard to case. */
const keyOf = (name: string) => wholeName(name);

class Create implements Command {
  constructor(
    readonly name: number,
    readonly system: number,
  ) {}
  check = () => true;
  async run({ systems: expected }: Expected, real: Real) {
    const [model, system] = [nameOf(real, this.name), systems[this.system]!];
    expectSuccess(await create(real.context, { model, system, stream: this.system > 0 }));
    expected.set(keyOf(model), system);
  }
  toString = () => `create(${this.name}, ${print(systems[this.system])})`;
}

class Copy implements Command {
  constructor(
    readonly source: number,
    readonly destination: number,
  ) {}
  check = () => true;
  async run({ systems: expected }: Expected, real: Real) {
    const [source, destination] = [nameOf(real, this.source), nameOf(real, this.destination)];
    const system = expected.get(keyOf(source));
    const answer = await copy(real.context, source, destination);
    // Onto itself there is nothing to copy, so that it need not be there.
    if (keyOf(source) === keyOf(destination)) expectStatus(answer, 200, 404);
    else expectStatus(answer, system === undefined ? 404 : 200);
    if (system !== undefined) expected.set(keyOf(destination), system);
  }
  toString = () => `copy(${this.source}, ${this.destination})`;
}

class Delete implements Command {
  constructor(readonly name: number) {}
  check = () => true;
  async run({ systems: expected }: Expected, real: Real) {
    const name = nameOf(real, this.name);
    expectStatus(await remove(real.context, name), expected.delete(keyOf(name)) ? 200 : 404);
  }
  toString = () => `delete(${this.name})`;
}

class Show implements Command {
  constructor(readonly name: number) {}
  check = () => true;
  async run({ systems: expected }: Expected, real: Real) {
    const name = nameOf(real, this.name);
    const answer = await real.context.client.post("/api/show", { model: name });
    const system = expected.get(keyOf(name));
    expectStatus(answer, system === undefined ? 404 : 200);
    if (system !== undefined) expectEqual(Object(answer.json).system, system, `the system prompt of ${name}`, answer);
  }
  toString = () => `show(${this.name})`;
}

class Tags implements Command {
  check = () => true;
  async run({ systems: expected }: Expected, { context, names }: Real) {
    const ours = new Set(names.map(keyOf));
    const { answer, models } = await list(context);
    const listed = models.map((entry) => keyOf(textOf(entry, "name", answer))).filter((name) => ours.has(name));
    expectEqual(listed.toSorted(), [...expected.keys()].toSorted(), "the models in the list", answer);
  }
  toString = () => "tags()";
}

class Upload implements Command {
  constructor(
    readonly text: number,
    readonly under: number,
  ) {}
  check = () => true;
  async run({ uploaded }: Expected, { context, salt }: Real) {
    const [text, under] = [`${salt} ${texts[this.text]}`, `${salt} ${texts[this.under]}`];
    const answer = await upload(context, text, digestOf(under));
    // What is there already is not read again.
    if (uploaded.has(under)) expectStatus(answer, 200);
    else if (text === under) expectThat([200, 201].includes(answer.status), `an upload got ${answer.status}`, answer);
    else expectStatus(answer, 400);
    if (text === under) uploaded.add(text);
    // The content of a refused upload may have been kept under the digest that it has.
    else if (await hasBlob(context, digestOf(text))) uploaded.add(text);
  }
  toString = () => `upload(${texts[this.text]}, digest of ${texts[this.under]})`;
}

class Head implements Command {
  constructor(readonly text: number) {}
  check = () => true;
  async run({ uploaded }: Expected, { context, salt }: Real) {
    const text = `${salt} ${texts[this.text]}`;
    expectEqual(
      await hasBlob(context, digestOf(text)),
      uploaded.has(text),
      `whether the blob of ${print(text)} is there`,
    );
  }
  toString = () => `head(${texts[this.text]})`;
}

const index = fc.nat(2);
const text = fc.nat(texts.length - 1);
const commands = fc.commands(
  [
    fc.tuple(index, fc.nat(systems.length - 1)).map(([name, system]) => new Create(name, system)),
    fc.tuple(index, index).map(([source, destination]) => new Copy(source, destination)),
    index.map((name) => new Delete(name)),
    index.map((name) => new Show(name)),
    fc.constant(new Tags()),
    fc.tuple(text, text).map(([one, other]) => new Upload(one, other)),
    text.map((one) => new Head(one)),
  ],
  { maxCommands: 16, size: "+1" },
);

/**
 * Creates, copies, deletes, shows and lists models, and uploads blobs, in many orders; after each step the store says
 * what a simple model of it says. Throws a Violation for the shortest sequence that leads elsewhere.
 */
export async function storeMachine(context: CheckContext): Promise<void> {
  let tries = 0;
  await context.property(commands, async (sequence) => {
    const salt = `${crypto.randomUUID()} ${++tries}`;
    const base = context.scratch.name();
    const names = [base, `${base}:other`, base.toUpperCase()].map((name) => context.scratch.adopt(name));
    const expected: Expected = { systems: new Map(), uploaded: new Set() };
    const real = { context, names, salt };
    // Two models to begin with, so that what comes has something to do.
    for (const at of [0, 1]) await new Create(at, at).run(expected, real);
    await fc.asyncModelRun(() => ({ model: expected, real }), sequence);
    // What no command looked at is looked at in the end.
    for (const look of [new Tags(), ...names.map((_, at) => new Show(at))]) await look.run(expected, real);
    for (const name of expected.systems.keys()) await remove(context, name);
  });
}

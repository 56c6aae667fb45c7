import { compareVersions, type OperationId } from "@cria/spec";
import fc from "fast-check";
import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectError, expectStatus, expectThat, show as print } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";
import { absentModel } from "../target/absent-operations.ts";
import { attempts, send } from "./request/attempts.ts";
import { complete } from "./store/completion.ts";
import { comparable, list, listed, loaded, show } from "./store/entries.ts";
import { withCopy } from "./store/scratch.ts";

const ask = ({ client }: CheckContext, model: string): Promise<Answer> => client.post("/api/show", { model });

/** Each name is one, though no model has it. */
async function expectUnknown(context: CheckContext, ...names: readonly string[]): Promise<void> {
  for (const name of names) expectError(await ask(context, name), 404, /not found/);
}

/** No name is one. Before 0.18.0 that was said in other words, and with the status of a server's fault. */
async function expectInvalid(context: CheckContext, ...names: readonly string[]): Promise<void> {
  const old = compareVersions(context.version, "0.18.0") < 0;
  for (const name of names) {
    const answer = await ask(context, name);
    if (old && answer.status !== 400) expectError(answer, 500, /^invalid model (?:name|path)/);
    else expectError(answer, 400, "invalid model name");
  }
}

/** The model has this name, too. */
async function expectAlso(context: CheckContext, name: string, of = context.model): Promise<void> {
  const [known, other] = [await show(context, of), await show(context, name)];
  // What show says of the file it came from may name the model.
  const [a, b] = [known, other].map(({ body }) => comparable({ ...body, modelfile: "" }));
  expectEqual(b, a, `what show says of ${print(name)}`, other.answer);
}

/** Name of the model without its tag, where that is `latest` and it has no namespace. Throws {@link NotApplicable}. */
function bareName({ models, model }: CheckContext): string {
  const names = [model, ...models.known.map(({ name }) => name)];
  const found = names.find((name) => /^[^/:]+(?::latest)?$/i.test(name));
  if (found === undefined) throw new NotApplicable("the server has no model with the tag latest");
  return found.replace(/:latest$/i, "");
}

/** Operations that read a model. */
const readers = ["show", "generate", "chat", "embed", "embeddings"] as const satisfies readonly OperationId[];

/** What each operation says to a name that can't be one. */
async function eachReader(context: CheckContext, name: string, verify: (answer: Answer) => void): Promise<void> {
  for (const attempt of attempts(context, readers)) {
    verify(await send(context, attempt, { ...attempt.body, model: name }));
  }
}

/** A name's part that no model has, and that says nothing of the cloud. */
const part = fc.stringMatching(/^zq[a-z0-9]{1,10}$/);
const inner = fc.stringMatching(/^[A-Za-z0-9_.-]{0,12}$/);

/** Names with a character inside that none may have. */
const spoilt = (characters: readonly string[]) =>
  fc
    .tuple(part, fc.constantFrom(...characters), part, fc.constantFrom("", ":tag"))
    .map(([before, character, after, tag]) => `${before}${character}${after}${tag}`);

const invalidProperty = (characters: readonly string[]) => (context: CheckContext) =>
  context.property(spoilt(characters), (name) => expectInvalid(context, name));

/** Any spelling of a word with other cases. */
function inAnyCase(word: string): fc.Arbitrary<string> {
  return fc
    .func(fc.boolean())
    .map((upper) => [...word].map((letter, i) => (upper(i) ? letter.toUpperCase() : letter.toLowerCase())).join(""));
}

const white = fc.stringMatching(/^[ \t\n]{0,3}$/);

export const names = [
  check("names.tag.default", ["model"], async (context) => {
    const bare = bareName(context);
    await expectAlso(context, bare, `${bare}:latest`);
  }),
  check("names.default.namespace", ["model"], async (context) => {
    const bare = bareName(context);
    await expectAlso(context, `library/${bare}`, bare);
    await expectAlso(context, `library/${bare}:latest`, bare);
  }),
  check("names.default.host", ["model"], async (context) => {
    const bare = bareName(context);
    await expectAlso(context, `registry.ollama.ai/library/${bare}`, bare);
  }),
  check("names.namespace.accepted", [], (context) =>
    context.property(fc.tuple(part, part, part), (parts) =>
      expectUnknown(context, `${parts[0]}/${parts[1]}:${parts[2]}`, `${parts[0]}/${parts[1]}`),
    ),
  ),
  check("names.host.accepted", [], (context) =>
    context.property(fc.tuple(part, fc.integer({ min: 1, max: 65_535 }), part), ([host, port, name]) =>
      expectUnknown(context, `${host}:${port}/ns/${name}:t`, `${host}.example/ns/${name}`),
    ),
  ),
  check("names.scheme.accepted", [], (context) =>
    expectUnknown(context, `http://example.com/ns/${absentModel}:t`, `https://example.com/ns/${absentModel}`),
  ),
  check("names.tag.last-colon", [], async (context) => {
    expectError(await ask(context, "zqhost:5000/ns/zqmodel"), 404, /zqhost:5000\/ns\/zqmodel(?::latest)?'/);
  }),
  check("names.invalid.status", [], async (context) => {
    for (const name of ["a b", "m:", "a/b/c/d/e"]) {
      await eachReader(context, name, ({ status }) => {
        expectThat(status >= 400 && status < 500, `the name ${print(name)} got status ${status}`);
      });
    }
  }),
  check("names.invalid.text", [], (context) =>
    eachReader(context, "a b", (answer) => expectError(answer, 400, "invalid model name")),
  ),
  check("names.invalid.empty-part", [], (context) =>
    context.property(part, (name) =>
      expectInvalid(context, `${name}:`, `:${name}`, `/${name}`, `${name}/`, `a//${name}`, `a/${name}/:t`),
    ),
  ),
  check("names.invalid.too-many-parts", [], (context) =>
    context.property(fc.array(part, { minLength: 4, maxLength: 8 }), (parts) =>
      expectInvalid(context, parts.join("/"), `${parts.join("/")}:tag`),
    ),
  ),
  check("names.invalid.space", [], invalidProperty([" ", "  ", "\t", "\n"])),
  check("names.invalid.control", [], invalidProperty(["\u0000", "\u0001", "\u001b", "\u007f"])),
  check("names.invalid.not-ascii", [], invalidProperty(["é", "ß", "名", "🦙", "\u00a0"])),
  check("names.invalid.percent", [], invalidProperty(["%", "%20", "%2f"])),
  check("names.invalid.digest-suffix", [], async (context) => {
    for (const name of ["zqm@sha256:abc", `zqm@sha256:${"0".repeat(64)}`]) {
      await eachReader(context, name, (answer) => expectError(answer, 400, "invalid model name"));
    }
  }),
  check("names.invalid.traversal", [], async (context) => {
    const steps = fc.array(fc.constantFrom("..", ".", "etc", "%2e%2e", "..%2f", "C:", "\\..\\"), {
      minLength: 1,
      maxLength: 6,
    });
    const paths = fc.tuple(fc.constantFrom("", "/", "../"), steps).map(([root, parts]) => `${root}${parts.join("/")}`);
    await context.property(
      fc.oneof(fc.constantFrom("../x", "..", "/etc/passwd", "../../../etc/passwd"), paths),
      async (name) => {
        // Some of them, such as `etc`, are names like any other.
        const answer = await ask(context, name);
        expectThat(answer.status >= 400, `the name ${print(name)} got status ${answer.status}`, answer);
        expectThat(!/root:.*:0:0:/.test(answer.text), "the answer shows a file of the system", answer);
      },
    );
  }),
  check("names.length.model", [], async (context) => {
    const long = (length: number) => "z".repeat(length);
    await expectUnknown(context, long(80), `${long(80)}/zq:${long(80)}`);
    await expectInvalid(context, long(81), `zq:${long(81)}`, `${long(81)}/zq`);
  }),
  check("names.length.host", [], async (context) => {
    // Longer ones are names, but no file system may have room for them.
    await expectUnknown(context, `${"z".repeat(200)}/ns/zq`);
    await expectInvalid(context, `${"z".repeat(351)}/ns/zq`);
  }),
  check("names.characters.model", [], (context) =>
    context.property(fc.tuple(inner, inner), ([name, tag]) => {
      // An ending that means a source is no part of the name.
      const harmless = (text: string) => text.replace(/cloud|local/gi, "x");
      return expectUnknown(
        context,
        `zq${harmless(name)}`,
        `zq${harmless(name)}:t${harmless(tag)}`,
        `_zq${harmless(name)}`,
      );
    }),
  ),
  check("names.characters.first", [], (context) =>
    context.property(fc.tuple(fc.constantFrom("-", "."), part), ([first, rest]) =>
      expectInvalid(context, `${first}${rest}`, `zq:${first}${rest}`, `${first}${rest}/zq`),
    ),
  ),
  check("names.characters.namespace-dot", [], (context) => expectInvalid(context, "n.s/zq")),
  check("names.whitespace.trimmed", ["model"], (context) =>
    context.property(fc.tuple(white, white), ([before, after]) =>
      expectAlso(context, `${before}${context.model}${after}`),
    ),
  ),
  check("names.case.insensitive", ["model"], async (context) => {
    await context.property(inAnyCase(context.model), (name) => expectAlso(context, name));
    await complete(context, { num_predict: 1 }, { model: context.model.toUpperCase() });
  }),
  check("names.case.kept", ["model", "writes"], (context) => {
    const name = "Cria-Conformance-Names:Tag";
    return withCopy(context, name, async () => {
      const { answer, models } = await list(context);
      const found = models.map((entry) => String(entry.name)).find((each) => each.toLowerCase() === name.toLowerCase());
      expectEqual(found, name, "the name in the list", answer);
    });
  }),
  check("names.suffix.local", ["model"], async (context) => {
    await expectAlso(context, `${context.model}:local`);
    await expectAlso(context, `${bareName(context)}:local`, bareName(context));
  }),
  check("names.suffix.both", [], async (context) => {
    for (const name of ["zq:local:cloud", "zq:cloud:local"]) {
      expectError(await ask(context, name), 400, `use either :local or :cloud, not both: "${name}"`);
    }
  }),
  check("names.suffix.plain-name", [], (context) => expectUnknown(context, "cria-conformance-cloud")),
  check("names.echo.verbatim", ["model"], async (context) => {
    const { client } = context;
    const bare = context.model.replace(/:latest$/, "");
    for (const name of new Set([context.model, bare, bare.toUpperCase(), ` ${bare} `])) {
      const question = { model: name, stream: false, options: { num_predict: 1 } };
      const answers = [
        await client.post("/api/generate", { ...question, prompt: "hi" }),
        await client.post("/api/chat", { ...question, messages: [{ role: "user", content: "hi" }] }),
      ];
      for (const answer of answers) {
        // Whether other spellings of a name are taken is another rule.
        if (name !== context.model && answer.status !== 200) continue;
        expectStatus(answer, 200);
        const { json } = answer;
        const echoed = typeof json === "object" && json !== null && "model" in json ? json.model : undefined;
        expectEqual(echoed, name, "model of the answer", answer);
      }
    }
  }),
  check("names.display.tag", ["model"], async (context) => {
    for (const { answer, models } of [await listed(context), await loaded(context)]) {
      for (const { name } of models) {
        expectThat(/[^/]:[^/:]+$/.test(String(name)), `the name ${print(name)} has no tag`, answer);
      }
    }
  }),
  check("names.display.short", ["model"], async (context) => {
    for (const { answer, models } of [await listed(context), await loaded(context)]) {
      for (const { name } of models) {
        const long = /^(?:registry\.ollama\.ai|library)\//.test(String(name));
        expectThat(!long, `the name ${print(name)} has the default host or namespace`, answer);
      }
    }
  }),
  check("names.display.usable", ["model"], async (context) => {
    const { answer, models } = await listed(context);
    for (const { name } of models) {
      expectThat(typeof name === "string", `a name is ${print(name)}`, answer);
      await show(context, name);
    }
    await complete(context, { num_predict: 1 });
    const { client, model } = context;
    const body = { model, messages: [{ role: "user", content: "hi" }], stream: false, options: { num_predict: 1 } };
    expectStatus(await client.post("/api/chat", body), 200);
  }),
];

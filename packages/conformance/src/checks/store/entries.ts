import type { CheckContext } from "../../check/context.ts";
import { expectArray, expectRecord, expectStatus, expectThat } from "../../check/expect.ts";
import { NotApplicable } from "../../check/outcome.ts";
import type { Answer } from "../../exchange/answer.ts";
import { completed } from "./completion.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** Models that show is asked about; a large store has more. */
const MOST = 8;

/** The models that a list of models names, as objects. Throws a Violation if it is no such list. */
export function entriesOf(answer: Answer): Fields[] {
  expectStatus(answer, 200);
  const { models } = expectRecord(answer.json, "the body", answer);
  return expectArray(models, "models", answer).map((entry) => expectRecord(entry, "an entry of models", answer));
}

/** An answer with a list of models. */
export interface Listing {
  readonly answer: Answer;
  readonly models: readonly Fields[];
}

/** What `GET /api/tags` says now. */
export async function list({ client }: CheckContext): Promise<Listing> {
  const answer = await client.get("/api/tags");
  return { answer, models: entriesOf(answer) };
}

/** What `GET /api/ps` says now. */
export async function ps({ client }: CheckContext): Promise<Listing> {
  const answer = await client.get("/api/ps");
  return { answer, models: entriesOf(answer) };
}

/** What `GET /api/tags` said the first time. */
export const listed = (context: CheckContext): Promise<Listing> => context.once("list", () => list(context));

/** What `GET /api/ps` said after a request had loaded a model; there is at least one. */
export async function loaded(context: CheckContext): Promise<Listing> {
  const found = await context.once("ps after loading", async () => {
    await completed(context);
    return ps(context);
  });
  if (found.models.length === 0) throw new NotApplicable("no model is listed as loaded");
  return found;
}

/** What show says of a model. */
export interface Shown {
  readonly name: string;
  readonly answer: Answer;
  readonly body: Fields;
}

/** Shows a model. */
export async function show({ client }: CheckContext, name: string, more: object = {}): Promise<Shown> {
  const answer = await client.post("/api/show", { model: name, ...more });
  expectStatus(answer, 200);
  return { name, answer, body: expectRecord(answer.json, "the answer of show", answer) };
}

/** What show says of the models of the store that run on the server itself, the smallest first; there is at least one. */
export async function shown(context: CheckContext): Promise<Shown[]> {
  const names = [...new Set([context.model, ...context.models.known.slice(0, MOST).map(({ name }) => name)])];
  const all = await context.once("show of all", async () => {
    const shows: Shown[] = [];
    for (const name of names) shows.push(await show(context, name));
    return shows;
  });
  const local = all.filter(({ body }) => body.remote_host === undefined);
  if (local.length === 0) throw new NotApplicable("the server has no model of its own");
  return local;
}

/** An answer of show without what may differ from call to call: the order of parameters. */
export function comparable(body: Fields): Fields {
  const sorted = (value: unknown) => (typeof value === "string" ? value.split("\n").toSorted().join("\n") : value);
  return { ...body, parameters: sorted(body.parameters), modelfile: sorted(body.modelfile) };
}

/** The metadata that show gives. */
export function modelInfoOf({ name, answer, body }: Shown): Fields {
  return expectRecord(body.model_info, `model_info of ${name}`, answer);
}

/** The metadata of the model's architecture, such as its `context_length`. */
export function architectureInfo(shown: Shown, key: string): unknown {
  const info = modelInfoOf(shown);
  return info[`${String(info["general.architecture"])}.${key}`];
}

/** A field of an entry that is a text. */
export function textOf(entry: Fields, field: string, answer: Answer): string {
  const value = entry[field];
  expectThat(typeof value === "string", `${field} is not a string but ${JSON.stringify(value)}`, answer);
  return value;
}

/** The name with its tag, in lower case, to compare names by. */
export function wholeName(name: string): string {
  const lower = name.toLowerCase();
  return lower.lastIndexOf(":") > lower.lastIndexOf("/") ? lower : `${lower}:latest`;
}

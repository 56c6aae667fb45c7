import { ChatFinal, GenerateFinal, ListResponse, type OperationId, ProcessResponse, ShowResponse } from "@cria/spec";
import type { TSchema } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { duplicateKey } from "../check/duplicate-key.ts";
import { expectThat, isRecord } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";
import { askNothing } from "./inference/ask.ts";
import { eachObject, framesOf, objectOf, streamed, unstreamed } from "./inference/frames.ts";
import { instantOf } from "./inference/instant.ts";

/** A time of an answer. */
interface Time {
  readonly what: string;
  readonly value: unknown;
  readonly answer: Answer;
}

/** Answers in which the model has its part, by operation. */
async function answersOf(context: CheckContext): Promise<readonly (readonly [OperationId, Answer])[]> {
  const { client, model } = context;
  return [
    ["generate", await streamed(context, "generate")],
    ["generate", await unstreamed(context, "generate")],
    ["chat", await streamed(context, "chat")],
    ["chat", await unstreamed(context, "chat")],
    ["list", await client.get("/api/tags")],
    ["show", await client.post("/api/show", { model })],
    ["ps", await client.get("/api/ps")],
  ];
}

/** Every time in them. Those that are missing are no matter of how they are written. */
async function times(context: CheckContext): Promise<Time[]> {
  const found: Time[] = [];
  for (const [operation, answer] of await answersOf(context)) {
    for (const object of framesOf(answer)) {
      const objects = Array.isArray(object.models) ? object.models.filter(isRecord) : [object];
      for (const each of objects) {
        for (const name of ["created_at", "modified_at", "expires_at"]) {
          if (name in each) found.push({ what: `${name} of ${operation}`, value: each[name], answer });
        }
      }
    }
  }
  return found;
}

async function eachTime(context: CheckContext, holds: (text: string) => boolean, wanted: string): Promise<void> {
  for (const { what, value, answer } of await times(context)) {
    const kept = typeof value === "string" && holds(value);
    expectThat(kept, `${what} is ${JSON.stringify(value)}, not ${wanted}`, answer);
  }
}

const durations = ["total_duration", "load_duration", "prompt_eval_duration", "eval_duration"];
const counts = ["eval_count", "prompt_eval_count"];

/** Numbers of the fields as they are written in a JSON text. */
function written(text: string, names: readonly string[]): { name: string; number: string }[] {
  const pattern = new RegExp(`"(${names.join("|")})"\\s*:\\s*("?[^,}\\]\\s]*)`, "g");
  return [...text.matchAll(pattern)].map(([, name = "", number = ""]) => ({ name, number }));
}

/** Forms of the answers of {@link answersOf}. */
const schemas: Readonly<Partial<Record<OperationId, TSchema>>> = {
  generate: GenerateFinal,
  chat: ChatFinal,
  list: ListResponse,
  show: ShowResponse,
  ps: ProcessResponse,
};

/** The path of a field that is null and might have been left out; undefined if there is none. */
function needlessNull(schema: TSchema, value: unknown, path = ""): string | undefined {
  if (Array.isArray(value)) {
    const items = schema.items as TSchema | undefined;
    return items && value.map((item, i) => needlessNull(items, item, `${path}/${i}`)).find((found) => found);
  }
  if (!isRecord(value)) return undefined;
  for (const [name, property] of Object.entries((schema.properties ?? {}) as Record<string, TSchema>)) {
    const inner = value[name];
    if (inner === null && !(schema.required ?? []).includes(name) && !Value.Check(property, null)) {
      return `${path}/${name}`;
    }
    const found = needlessNull(property, inner, `${path}/${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

export const values = [
  check("values.time.rfc3339", ["model"], (context) =>
    eachTime(
      context,
      (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/.test(text) && !text.startsWith("1970"),
      "an RFC 3339 time",
    ),
  ),
  check("values.time.zone", ["model"], (context) =>
    eachTime(context, (text) => /(?:Z|[+-]\d\d:\d\d)$/.test(text), "a time with a zone"),
  ),
  check("values.time.created-at-utc", ["model"], (context) =>
    eachObject(context, ({ created_at: time }, answer) => {
      const utc = typeof time === "string" && time.endsWith("Z");
      expectThat(utc, `created_at is ${JSON.stringify(time)}, not in UTC with Z`, answer);
    }),
  ),
  check("values.time.created-at-now", ["model"], async (context) => {
    for (const kind of ["generate", "chat"] as const) {
      const answer = await askNothing(context, kind);
      const clock = Date.parse(answer.header("date") ?? "");
      if (Number.isNaN(clock)) throw new NotApplicable("the server does not tell its time in a Date header");
      const made = instantOf(objectOf(answer).created_at);
      const away = made === undefined ? Number.NaN : Number(made / 1_000_000n) - clock;
      // The header has whole seconds.
      const near = Math.abs(away) < 10_000;
      expectThat(near, `created_at is ${Math.round(away / 1000)} s away from the server's clock`, answer);
    }
  }),
  check("values.time.fraction-digits", ["model"], (context) =>
    eachTime(context, (text) => !/\.\d{10,}/.test(text), "a time with at most nine digits of a second"),
  ),
  check("values.duration.nanoseconds", ["model"], (context) =>
    eachObject(context, (frame, answer) => {
      for (const name of durations.filter((each) => each in frame)) {
        const value = frame[name];
        const whole = typeof value === "number" && Number.isInteger(value);
        expectThat(whole, `${name} is ${JSON.stringify(value)}, not a whole number of nanoseconds`, answer);
      }
      const { eval_duration: duration, eval_count: count } = frame;
      if (typeof duration !== "number" || typeof count !== "number" || count === 0) return;
      // No model makes a million tokens in a second: less is microseconds or milliseconds.
      expectThat(duration / count >= 1000, `eval_duration is ${duration} for ${count} tokens`, answer);
    }),
  ),
  check("values.duration.not-negative", ["model"], (context) =>
    eachObject(context, (frame, answer) => {
      for (const name of durations) {
        const value = frame[name];
        expectThat(!(typeof value === "number" && value < 0), `${name} is ${value}`, answer);
      }
    }),
  ),
  check("values.integer.no-fraction", ["model"], async (context) => {
    for (const [, answer] of await answersOf(context)) {
      for (const { name, number } of written(answer.text, [...counts, ...durations, "size", "size_vram"])) {
        expectThat(/^-?\d+$/.test(number), `${name} is written as ${number}`, answer);
      }
    }
  }),
  check("values.omit.zero", ["model"], async (context) => {
    const loads = [await askNothing(context, "generate"), await askNothing(context, "chat")];
    const answers = (await answersOf(context)).map(([, answer]) => answer);
    for (const answer of [...answers, ...loads]) {
      for (const { name, number } of written(answer.text, [...counts, ...durations])) {
        expectThat(number !== "null", `${name} is null`, answer);
      }
    }
  }),
  check("values.omit.empty", ["model"], async (context) => {
    for (const [operation, answer] of await answersOf(context)) {
      for (const object of framesOf(answer)) {
        const path = needlessNull(schemas[operation]!, object);
        expectThat(path === undefined, `${path} of ${operation} is null rather than left out`, answer);
      }
    }
  }),
  check("values.json.keys-once", ["model"], async (context) => {
    for (const [operation, answer] of await answersOf(context)) {
      const key = duplicateKey(answer.text);
      expectThat(key === undefined, `an object of ${operation} has the key ${key} twice`, answer);
    }
  }),
  check("values.json.utf8", ["model"], async (context) => {
    for (const [operation, answer] of await answersOf(context)) {
      expectThat(isUtf8(answer.bytes), `the answer of ${operation} is not UTF-8`, answer);
    }
  }),
];

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

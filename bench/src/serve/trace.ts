import { xorshift32 } from "../random.ts";

/** A message of a chat. */
export interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** What one request asks. */
export interface Asked {
  readonly messages: readonly Message[];
  /** Most tokens of the answer. */
  readonly maxTokens: number;
  /** A JSON Schema that the answer is held to. */
  readonly schema?: object;
}

/** What clients ask: each sends its next request when the one before is answered. */
export interface Trace {
  readonly name: string;
  readonly about: string;
  /** The next request of a client, behind what it has asked and been answered. */
  next(client: number, turn: number, answers: readonly string[]): Asked;
}

const words = (
  "the model reads a list of numbers and writes what comes next while others wait for their turn in a long line of " +
  "people who carry boxes full of paper across the river every morning before it rains on the old stone bridge"
).split(" ");

/** A text of about so many tokens that is the same for the same seed. */
function textOf(tokens: number, seed: number): string {
  const numbers = new Uint32Array(tokens);
  // The first numbers of neighbouring seeds are alike.
  xorshift32(Math.imul(seed, 0x9e3779b1))(numbers);
  return Array.from(numbers, (number) => words[(number >>> 8) % words.length]).join(" ");
}

const user = (content: string): Message => ({ role: "user", content });

const code = Array.from(
  { length: 24 },
  (_, i) => `export function field${i}(row: Row): number {\n  return row.values[${i}] ?? row.defaults[${i}];\n}`,
).join("\n");

const person = {
  type: "object",
  properties: Object.fromEntries(
    ["full_name_of_the_person", "street_and_number", "postal_code_and_city", "reason_for_the_request"].map((name) => [
      name,
      { type: "string", maxLength: 24 },
    ]),
  ),
  required: ["full_name_of_the_person", "street_and_number", "postal_code_and_city", "reason_for_the_request"],
  additionalProperties: false,
};

export const traces: readonly Trace[] = [
  {
    name: "same",
    about: "all clients send one prompt of about 560 tokens",
    next: () => ({ messages: [user(textOf(560, 1))], maxTokens: 64 }),
  },
  {
    name: "different",
    about: "every prompt of about 560 tokens is another",
    next: (client, turn) => ({ messages: [user(textOf(560, 1000 * client + turn + 2))], maxTokens: 64 }),
  },
  {
    name: "short",
    about: "prompts of about 20 tokens, answers of 128",
    next: (client, turn) => ({ messages: [user(textOf(20, 1000 * client + turn + 2))], maxTokens: 128 }),
  },
  {
    name: "agent",
    about: "conversations behind one system prompt of about 6,000 tokens; turns add about 100",
    next: (client, turn, answers) => {
      const messages: Message[] = [{ role: "system", content: textOf(6000, 1) }];
      for (let i = 0; i <= turn; i++) {
        messages.push(user(textOf(100, 1000 * client + i + 2)));
        if (i < turn) messages.push({ role: "assistant", content: answers[i]! });
      }
      return { messages, maxTokens: 48 };
    },
  },
  {
    name: "edit",
    about: "code is to be written again with one change",
    next: (client, turn) => ({
      messages: [
        user(
          `Write this code again, with \`field${(client + turn) % 24}\` renamed to \`total\`, and nothing else.\n${code}`,
        ),
      ],
      maxTokens: 400,
    }),
  },
  {
    name: "json",
    about: "lists of objects with long keys, held to a schema",
    next: (client, turn) => ({
      messages: [user(`Invent four people who ask for something, as JSON. ${textOf(10, 1000 * client + turn + 2)}`)],
      maxTokens: 300,
      schema: { type: "array", minItems: 4, maxItems: 4, items: person },
    }),
  },
];

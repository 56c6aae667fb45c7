import { isRecord } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";
import { type Fields, framesOf, recordOf, records, textOf } from "./reads.ts";

/** A question with a tool that answers it, and what the model said. */
export interface Conversation {
  readonly answer: Answer;
  readonly calls: readonly Fields[];
  /** The tools, and the messages up to the call. */
  readonly request: Fields;
}

/** What is asked of the model. */
export const question = { role: "user", content: "What is the weather in Paris? Use the tool." };

const parameters = {
  type: "object",
  properties: { city: { type: "string", description: "Name of the city" } },
  required: ["city"],
};

/** A tool in the form that Ollama and OpenAI share. */
export const weather = {
  type: "function",
  function: { name: "get_weather", description: "Tells the weather in a city.", parameters },
} as const;

/** The same tool in Anthropic's form. */
export const anthropicWeather = {
  name: weather.function.name,
  description: weather.function.description,
  input_schema: parameters,
} as const;

/** What the tool answers. */
export const forecast = "Sunny, 21 degrees.";

/** A chat in which the model should call the tool. */
export function weatherTool(model: string): Fields {
  return { model, messages: [question], tools: [weather], stream: true, options: { temperature: 0, num_predict: 128 } };
}

/** The calls of an answer. Throws {@link NotApplicable} if there are none. */
export function toolAnswer(answer: Answer): Conversation {
  const calls = framesOf(answer).flatMap((frame) => {
    const { message } = frame;
    if (!isRecord(message) || message.tool_calls === undefined) return [];
    return records(message.tool_calls, "`tool_calls`", answer);
  });
  if (calls.length === 0) throw new NotApplicable("the model did not call the tool that it was given");
  const { body } = answer.exchange.request;
  return { answer, calls, request: JSON.parse(new TextDecoder().decode(body)) as Fields };
}

/** Each call has a name, and arguments that are an object. */
export function callsAreObjects({ answer, calls }: Conversation): void {
  for (const call of calls) {
    const made = recordOf(call, "function", "a tool call", answer);
    textOf(made, "name", "a tool call's `function`", answer);
    recordOf(made, "arguments", "a tool call's `function`", answer);
  }
}

/** The conversation with the tool's answers behind the calls. */
export function withResults({ calls, request }: Conversation): Fields {
  const name = (call: Fields) => (isRecord(call.function) ? call.function.name : undefined);
  const results = calls.map((call) => ({ role: "tool", content: forecast, tool_name: name(call) }));
  const { messages, ...rest } = request;
  const said = Array.isArray(messages) ? messages : [];
  const asked = { role: "assistant", content: "", tool_calls: calls };
  return { ...rest, messages: [...said, asked, ...results], options: { num_predict: 8 } };
}

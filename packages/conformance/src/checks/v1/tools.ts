import { user } from "./ask.ts";

const city = {
  type: "object",
  properties: { city: { type: "string", description: "Name of the city" } },
  required: ["city"],
};

export const weather = { name: "get_weather", description: "The weather of a city", parameters: city };
export const time = { name: "get_time", description: "The time in a city", parameters: city };
/** A tool without parameters. */
export const news = {
  name: "get_news",
  description: "The news of today",
  parameters: { type: "object", properties: {} },
};

export const toolQuestion = "Call both tools: get the weather in Paris and get the time in Paris.";

type Function = { readonly name: string; readonly description: string; readonly parameters: object };

/** Tools in the form of a chat completion. */
export const nested = (...functions: readonly Function[]) =>
  functions.map((each) => ({ type: "function", function: each }));
/** Tools in the form of a response. */
export const flat = (...functions: readonly Function[]) => functions.map((each) => ({ type: "function", ...each }));

/** Fields of a chat completion that asks for calls. */
export const bothTools = { messages: [user(toolQuestion)], tools: nested(weather, time) };

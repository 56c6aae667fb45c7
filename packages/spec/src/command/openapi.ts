import { openApiDocument } from "../openapi/index.ts";
import { type Command, jsonText } from "./command.ts";

export const openapi: Command = {
  synopsis: "",
  summary: "Print the OpenAPI 3.1 document.",
  options: {},
  arity: [0, 0],
  run: () => jsonText(openApiDocument()),
};

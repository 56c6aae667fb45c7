/** What is wrong with a template or with what it does, in a text for the client. */
export class JinjaError extends Error {
  override readonly name: string = "JinjaError";
}

/** A chat template did more than any honest one does. */
export class TemplateLimitError extends JinjaError {
  override readonly name = "TemplateLimitError";
}

/**
 * A template could not be parsed or executed. The message is the text that Go's `text/template` gives for the same
 * template and data, e.g. `template: :1: unclosed action` or
 * `template: :1:3: executing "" at <.Role.x>: can't evaluate field x in type string`.
 */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
}

/** Thrown by template functions and methods; execution reports it as `error calling NAME: MESSAGE`. */
export class FunctionError extends Error {
  override readonly name = "FunctionError";
}

/** A text grew beyond its bound. */
export class OutputLimitError extends FunctionError {}

/** A template passed a bound on steps, work or output. */
export class TemplateLimitError extends TemplateError {}

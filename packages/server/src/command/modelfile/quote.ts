/**
 * The text of a trimmed Modelfile value without its quotes, or `undefined` while its quotes are open. There are no
 * escape sequences, and single quotes mean nothing.
 */
export function unquote(value: string): string | undefined {
  for (const quote of ['"""', '"']) {
    if (!value.startsWith(quote)) continue;
    const closed = value.length >= 2 * quote.length && value.endsWith(quote);
    return closed ? value.slice(quote.length, -quote.length) : undefined;
  }
  return value;
}

/**
 * A value as a Modelfile writes it: quoted only if it has a newline or starts or ends with a space, with three quotes if
 * it contains one. The grammar has no escapes, so a value that itself starts with a quote, or has a line ending in the
 * closing quotes, does not read back.
 */
export function quote(value: string): string {
  if (!value.includes("\n") && !value.startsWith(" ") && !value.endsWith(" ")) return value;
  return value.includes('"') ? `"""${value}"""` : `"${value}"`;
}

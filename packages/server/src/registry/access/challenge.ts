/** What a `WWW-Authenticate` header asks for. */
export interface Challenge {
  /** In lower case: `basic`, `bearer` or another. */
  readonly scheme: string;
  /** By name in lower case. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Reads the challenges of a header (RFC 9110, 11.6.1); several may share one. What can't be read is left out. */
export function parseChallenges(header: string): Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = [];
  // Either a parameter, or a scheme that a blank parts from its first parameter or that ends the list.
  const token = /([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))|(?=\s|,|$))/g;
  for (const [, word = "", quoted, plain] of header.matchAll(token)) {
    if (quoted === undefined && plain === undefined) challenges.push({ scheme: word.toLowerCase(), parameters: {} });
    else {
      const last = challenges.at(-1);
      if (last !== undefined) last.parameters[word.toLowerCase()] = plain ?? quoted!.replace(/\\(.)/g, "$1");
    }
  }
  return challenges;
}

/** The scopes of a challenge, which blanks part, in a fixed order: registries change theirs from answer to answer. */
export function scopesOf({ parameters: { scope = "" } }: Challenge): string[] {
  return scope.split(" ").filter(Boolean).sort();
}

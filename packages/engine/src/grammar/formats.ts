import { type Pattern, parsePattern } from "./pattern.ts";

const days =
  "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))";
const date = `\\d{4}-${days}`;
const clock = "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?";
const zone = "(?:Z|[+-](?:0\\d|1[0-3]):[0-5]\\d)";
const byte = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?";
// A name has 253 characters at most.
const host = `${label}(?:\\.${label}){0,6}`;
const path = "[A-Za-z0-9._~!$&'()*+,;=:@-]*";
const uri = `[a-z][a-z0-9+.-]{0,15}://${host}(?::\\d{1,4})?(?:/${path}){0,32}(?:\\?${path})?(?:#${path})?`;

/**
 * Formats as patterns: each allows only texts of its format (RFC 3339, 4122, 5321, 3986, 2673), though not all of them,
 * such as 29 February, which would take a calendar.
 */
export const formatPatterns: Readonly<Record<string, string>> = {
  date: `^${date}$`,
  time: `^${clock}${zone}$`,
  "date-time": `^${date}T${clock}${zone}$`,
  duration:
    "^P(?:\\d{1,4}W|\\d{1,4}D(?:T\\d{1,4}H(?:\\d{1,4}M(?:\\d{1,4}S)?)?)?|T\\d{1,4}(?:H(?:\\d{1,4}M(?:\\d{1,4}S)?)?|M(?:\\d{1,4}S)?|S))$",
  uuid: "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
  email: `^[A-Za-z0-9_%+-]{1,20}(?:\\.[A-Za-z0-9_%+-]{1,20}){0,4}@(?:${label}\\.){1,4}[A-Za-z]{2,10}$`,
  hostname: `^${host}$`,
  ipv4: `^${byte}\\.${byte}\\.${byte}\\.${byte}$`,
  ipv6: "^(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}$",
  uri: `^${uri}$`,
  "uri-reference": `^${uri}$`,
  iri: `^${uri}$`,
};

const digits = "[0-9]";
const clockLike = `${digits}{2}:${digits}{2}:${digits}{2}(?:[.,]${digits}+)?`;
const dateLike = `${digits}{4}-${digits}{2}-${digits}{2}`;
const zoneLike = "(?:[zZ]|[+-][0-9]{2}:?(?:[0-9]{2})?)?";

/** What all texts of a format have in common: patterns that {@link formatPatterns} are narrower than. */
const necessaryPatterns: Readonly<Record<string, string>> = {
  date: `^${dateLike}$`,
  time: `^${clockLike}${zoneLike}$`,
  "date-time": `^${dateLike}[tT ]${clockLike}${zoneLike}$`,
  duration: "^P[0-9DHMSTWY.,]+$",
  uuid: "^(?:urn:uuid:)?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
  email: "^[^ ]+@[^ ]+$",
  hostname: "^[A-Za-z0-9.-]+$",
  ipv4: formatPatterns.ipv4!,
  ipv6: "^[0-9a-fA-F:.]{2,45}$",
  uri: "^[A-Za-z][A-Za-z0-9+.-]*:[!-~]*$",
  "uri-reference": "^[!-~]*$",
};

/** Formats that other programs check and no pattern here expresses. */
export const uncheckedFormats: ReadonlySet<string> = new Set([
  ...["idn-email", "idn-hostname", "iri-reference", "uri-template", "json-pointer", "relative-json-pointer", "regex"],
  ...["iso-time", "iso-date-time", "byte"],
]);

const parsed = new Map<string, Pattern>();

/** The pattern of a format, the same object each time; undefined for a format that has none. */
export function formatPattern(format: string): Pattern | undefined {
  return Object.hasOwn(formatPatterns, format) ? known(formatPatterns[format]!) : undefined;
}

/** A pattern that every text of a format matches, and others too, the same object each time. */
export function necessaryPattern(format: string): Pattern | undefined {
  return Object.hasOwn(necessaryPatterns, format) ? known(necessaryPatterns[format]!) : undefined;
}

function known(source: string): Pattern {
  const pattern = parsed.get(source) ?? parsePattern(source)!;
  parsed.set(source, pattern);
  return pattern;
}

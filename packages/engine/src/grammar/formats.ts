import { type Pattern, parsePattern } from "./pattern.ts";

const days =
  "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))";
const date = `\\d{4}-${days}`;
const clock = "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?";
const zone = "(?:Z|[+-](?:0\\d|1[0-3]):[0-5]\\d)";
const byte = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?";
const host = `${label}(?:\\.${label}){0,8}`;
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

/** Formats that other programs check and no pattern here expresses. */
export const uncheckedFormats: ReadonlySet<string> = new Set([
  ...["idn-email", "idn-hostname", "iri-reference", "uri-template", "json-pointer", "relative-json-pointer", "regex"],
  ...["iso-time", "iso-date-time", "byte"],
]);

const parsed = new Map<string, Pattern>();

/** The pattern of a format, the same object each time; undefined for a format that has none. */
export function formatPattern(format: string): Pattern | undefined {
  if (!Object.hasOwn(formatPatterns, format)) return undefined;
  const pattern = parsed.get(format) ?? parsePattern(formatPatterns[format]!)!;
  parsed.set(format, pattern);
  return pattern;
}

import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { makePipe } from "../store/testing.ts";
import type { Random } from "./random.ts";

type Damage = (path: string, random: Random) => void;

/** Makes room in a place, and the folders around it. */
function clear(path: string): void {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true });
}

const contents = [
  ...[
    "",
    "{",
    "null",
    "[]",
    "{}",
    "\ufeff{}",
    "[".repeat(20_000),
    '{"layers":{}}',
    '{"layers":[null]}',
    '{"layers":null}',
  ],
  ...["sha256:../../outside", "", "sha256-", 5, `sha256:${"0".repeat(64)}`, `sha256:${"A".repeat(64)}`].map((digest) =>
    JSON.stringify({
      config: { digest },
      layers: [{ mediaType: "application/vnd.ollama.image.model", digest, size: -1 }],
    }),
  ),
];

const names = ["latest", "LATEST", "good", "x:y", " ", "é", "-", ".hidden", "a".repeat(200), "sha256-0", "sha256:1"];

/** Whether there is a file, not only a link to one. */
function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** What others, a failing disk or another program may do to a file or a folder of a store. */
const damages: readonly Damage[] = [
  (path) => rmSync(path, { recursive: true, force: true }),
  (path, random) => {
    clear(path);
    writeFileSync(path, contents[random(contents.length)]!);
  },
  (path, random) => {
    if (!isFile(path)) return;
    const bytes = readFileSync(path);
    for (let change = random(4); change >= 0 && bytes.length > 0; change--) bytes[random(bytes.length)] = random(256);
    writeFileSync(path, bytes);
  },
  (path, random) => {
    if (isFile(path)) truncateSync(path, random(lstatSync(path).size + 2));
  },
  (path) => {
    clear(path);
    mkdirSync(join(path, "deeper/still"), { recursive: true });
  },
  (path) => {
    clear(path);
    makePipe(path);
  },
  (path, random) => {
    clear(path);
    const targets = [basename(path), "..", "nothing", "../../../../outside", "/dev/zero", "../.."];
    symlinkSync(targets[random(targets.length)]!, path);
  },
  (path, random) => {
    const target = join(dirname(path), names[random(names.length)]!);
    if (existsSync(path) && !existsSync(target)) renameSync(path, target);
  },
  (path, random) => {
    if (isFile(path)) utimesSync(path, [0, -1e9, 4e9][random(3)]!, 0);
  },
  (path, random) => {
    const target = join(dirname(path), names[random(names.length)]!);
    if (!existsSync(target)) writeFileSync(target, contents[random(contents.length)]!);
  },
];

/** Damages one thing below a folder, but none of those that are `spared`, nor what these lie in. */
export function damage(root: string, spared: ReadonlySet<string>, random: Random): void {
  const keeps = (path: string) => [...spared].some((kept) => kept === path || kept.startsWith(`${path}/`));
  const targets = pathsIn(root).filter((path) => !keeps(path));
  if (targets.length === 0) return;
  damages[random(damages.length)]!(join(root, targets[random(targets.length)]!), random);
}

/** Paths of all that lies below a folder, links not followed. Bun's own recursion ends with ELOOP at a link to itself. */
function pathsIn(root: string, path = ""): string[] {
  const entries = readdirSync(join(root, path), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const child = path === "" ? entry.name : `${path}/${entry.name}`;
    return entry.isDirectory() ? [child, ...pathsIn(root, child)] : [child];
  });
}

/**
 * llama.cpp's CPU libraries for x86-64, least demanding first, as far as AVX2 with VNNI. Those that need more have
 * AVX-512 in one form or another.
 */
const libraries = ["x64", "sse42", "sandybridge", "ivybridge", "piledriver", "haswell", "alderlake"] as const;

/** The most demanding library that is comparable with a level of Cria's kernels; any for levels that aren't here. */
const comparable: ReadonlyMap<string | undefined, (typeof libraries)[number]> = new Map([
  ["portable", "x64"],
  ["avx2", "haswell"],
  ["avxvnni", "alderlake"],
]);

/** A set of llama.cpp's CPU libraries that it may choose its best of. */
export interface Limit {
  /** The most demanding one that is left. */
  readonly most: string;
  readonly allowed: readonly string[];
}

/** What llama.cpp must be limited to for a fair comparison with a level of Cria's kernels; undefined for nothing. */
export function limitFor(level: string | undefined): Limit | undefined {
  const most = comparable.get(level);
  return most && { most, allowed: libraries.slice(0, libraries.indexOf(most) + 1) };
}

/** Hides the CPU libraries in folder $1 that aren't among $2 from the command behind, in the caller's own view of files. */
const hide = `
folder=$1; allowed=" $2 "; shift 2
for file in "$folder"/libggml-cpu-*.so; do
  name=\${file##*/libggml-cpu-}
  case "$allowed" in *" \${name%.so} "*) ;; *) mount --bind /dev/null "$file" || exit 1 ;; esac
done
exec "$@"`;

/**
 * A command to put before another, which hides from that one (and no other process) all CPU libraries in a folder that
 * a limit doesn't allow, so that llama.cpp finds the others only. Needs Linux with user namespaces; undefined without.
 */
export function limiting(limit: Limit, folder: string): string[] | undefined {
  const command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", hide, "sh", folder];
  command.push(limit.allowed.join(" "));
  try {
    return Bun.spawnSync([...command, "true"], { stdout: "ignore", stderr: "ignore" }).success ? command : undefined;
  } catch {
    return undefined;
  }
}

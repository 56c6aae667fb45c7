#!/usr/bin/env bash
# bun 1.4.5 (npm), Linux x86-64; Node 20.
# Guess: `readdirSync(folder, { recursive: true })` lists symbolic links and does not go into them, as in Node.
# Seen: Bun throws ELOOP for a folder that holds a link to itself, and gives nothing of what else is there. With
#   `withFileTypes` and an own recursion into what `isDirectory()` says all is listed.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
echo '{ "private": true, "allowScripts": { "bun": true } }' > "$dir/package.json"
(cd "$dir" && npm install --silent --no-fund --no-audit bun@1.4.5)
mkdir "$dir/links"
ln -s loop "$dir/links/loop"
touch "$dir/links/file"
script='
  const { readdirSync } = require("node:fs");
  try { console.log(readdirSync(process.argv.at(-1), { recursive: true }).sort().join(" ")); } catch (error) { console.log(error.code); }'
echo "$script" > "$dir/try.cjs"
expect() { [ "$2" = "$3" ] && echo "$1: $2" || { echo "changed: $1 gives '$2', not '$3'" >&2; exit 1; }; }
expect Node "$(node "$dir/try.cjs" "$dir/links")" "file loop"
expect Bun "$("$dir/node_modules/bun/bin/bun.exe" "$dir/try.cjs" "$dir/links")" "ELOOP"

#!/usr/bin/env bash
# onnxruntime 1.30.0 (PyPI), Linux x86-64.
# Guess: importing the package writes nothing to the home folder, and `disable_telemetry_events()` is the switch for all of
#   its telemetry.
# Seen: the import alone makes ~/.cache/Microsoft/DeveloperTools/.onnxruntime with a device id and a database of events;
#   `disable_telemetry_events()` comes too late for both. Only the environment variable ORT_DISABLE_TELEMETRY, set before the
#   import, keeps the folder from being made.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" -q install --disable-pip-version-check onnxruntime==1.30.0

# run NAME STATEMENT [VARIABLE=VALUE]: the names of the files in a home that was empty before
run() {
  mkdir "$dir/$1"
  env -i HOME="$dir/$1" PATH="$PATH" "${@:3}" "$dir/venv/bin/python" -c "$2"
  find "$dir/$1" -type f -printf '%f\n' | LC_ALL=C sort | tr '\n' ' '
}
expect() { [ "$2" = "$3" ] && echo "$1: ${2:-no file}" || { echo "changed: $1 leaves '$2', not '$3'" >&2; exit 1; }; }

expect "import" "$(run plain 'import onnxruntime')" "deviceid onnxruntime.db "
expect "import, then disable_telemetry_events()" \
  "$(run late 'import onnxruntime; onnxruntime.disable_telemetry_events()')" "deviceid onnxruntime.db "
expect "import with ORT_DISABLE_TELEMETRY=1" "$(run switched 'import onnxruntime' ORT_DISABLE_TELEMETRY=1)" ""

#!/bin/sh
# Builds the test program: tests/build.sh ARCHITECTURE OUTPUT COMPILER [FLAG ...]
#   tests/build.sh x64 /tmp/vectors clang-19 -O1 -g -fsanitize=address,undefined
#   tests/build.sh arm64 /tmp/vectors "python3 -m ziglang cc -target aarch64-linux-musl" -static
set -eu
export LC_ALL=C
cd "$(dirname "$0")/.."
architecture=$1 output=$2 compiler=$3
shift 3

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. ./compile.sh
compile_all "$architecture" -fPIC "$@"
for source in tests/*.c; do
  compile "$source" "$(echo "$source" | tr / -)" "$@"
done
run_jobs
$compiler "$@" -o "$output" "$work"/objects/*.o

#!/bin/sh
# Builds the library: ./build.sh [OUTPUT]. Takes gcc >= 12 on x86-64 Linux and nothing else.
set -eu
cd "$(dirname "$0")"
output=${1:-linux-x64/libcria-kernels.so}
sources=$(LC_ALL=C; export LC_ALL; echo *.c *.h build.sh)
hash=$(cat $sources | sha256sum | cut -d ' ' -f 1)

# -ffp-contract=off: every rounding is the one that is written down.
# nodelete: threads of ONNX Runtime's pool outlive the session that loaded the library.
# Only the functions that cpu.c guards use more than the x86-64 baseline (target pragmas in their files).
${CC:-gcc} -std=gnu11 -O3 -ffp-contract=off -fno-strict-aliasing -fPIC -shared -fvisibility=hidden \
  -Wall -Wextra -Werror -DCRIA_SOURCE_HASH="$hash" \
  -Wl,-z,nodelete -Wl,-z,now -Wl,-z,noexecstack -Wl,--no-undefined -Wl,--build-id=none -s \
  -o "$output" *.c

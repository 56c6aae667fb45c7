#!/bin/sh
# Builds the library of a platform, or those of all: ./build.sh [PLATFORM|all] [OUTPUT]
#   PLATFORM  linux-x64 (default), linux-arm64, darwin-arm64, win32-x64
#   OUTPUT    the file; for all, the folder of PLATFORM/FILE. By default where the engine looks for it.
# The compiler is clang 22 of ziglang 0.17.0 from PyPI (pip install ziglang==0.17.0): the same bytes come out wherever it
# runs. ZIG names another way to start it than `python3 -m ziglang`, JOBS how many compilers run at a time.
set -eu
export LC_ALL=C
cd "$(dirname "$0")"
platform=${1:-linux-x64}
zig=${ZIG:-python3 -m ziglang}
[ "$($zig version)" = 0.17.0 ] || { echo "build.sh wants zig 0.17.0 (pip install ziglang==0.17.0)" >&2; exit 1; }

pic=-fPIC
case $platform in
  linux-x64) target=x86_64-linux-gnu.2.17 file=libcria-kernels.so ;;
  linux-arm64) target=aarch64-linux-gnu.2.17 file=libcria-kernels.so ;;
  darwin-arm64) target=aarch64-macos.11.0 file=libcria-kernels.dylib ;;
  win32-x64) target=x86_64-windows-gnu file=cria-kernels.dll pic= ;;
  all)
    for each in linux-x64 linux-arm64 darwin-arm64 win32-x64; do ./build.sh $each ${2:+"$2/$each/"}; done
    exit
    ;;
  *) echo "build.sh knows no platform $platform" >&2; exit 1 ;;
esac
output=${2:-$platform/}
case $output in */) output=$output$file ;; esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
compiler="$zig cc -target $target"
. ./compile.sh
compile_all "${platform#*-}" $pic
hash=$(ls *.c */*.[ch] *.sh | grep -v '^tests/' | xargs cat | sha256sum | cut -d ' ' -f 1)
compile library.c library $pic -DCRIA_SOURCE_HASH="$hash"
run_jobs

# -s keeps paths and names out of the file, -O3 the time, and it is linked under its last name, which it may hold, too.
link="-shared -O3 -s"
case $platform in
  # nodelete: threads of ONNX Runtime's pool outlive the session that loaded the library.
  linux-*) link="$link -Wl,-z,nodelete -Wl,-z,now -Wl,-z,noexecstack -Wl,--build-id=none" ;;
  darwin-*) link="$link -Wl,-install_name,@rpath/$file" ;;
esac
mkdir "$work/linked"
$compiler $link -o "$work/linked/$file" "$work"/objects/*.o
mkdir -p "$(dirname "$output")"
# A library that is in use stays as it is.
cp "$work/linked/$file" "$output.new"
mv "$output.new" "$output"

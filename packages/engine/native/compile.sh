# Read by build.sh and tests/build.sh, which set `work`, a folder, and `compiler`, a command. Compiles everything but
# library.c into $work/objects, and kernels/level.c once for each level of the CPU.

mkdir "$work/jobs" "$work/objects"

# -ffp-contract=off: every rounding is the one that is written down.
flags="-std=gnu11 -O3 -g0 -I. -ffp-contract=off -fno-math-errno -fno-strict-aliasing -fvisibility=hidden
  -D_FORTIFY_SOURCE=0 -Wall -Wextra -Werror"

# compile SOURCE OBJECT [FLAG ...]: a job for later
compile() {
  source=$1 object=$2
  shift 2
  echo exec $compiler $flags "$@" -c "$source" -o "$work/objects/$object.o" >"$work/jobs/$object"
}

level() {
  name=$1
  shift
  compile kernels/level.c "level-$name" -DLEVEL="$name" "$@"
}

avx2="-mavx2 -mfma -mf16c"
avx512="$avx2 -mavx512f -mavx512bw -mavx512dq -mavx512vl -mprefer-vector-width=512"

# compile_all ARCHITECTURE [FLAG ...]
compile_all() {
  architecture=$1
  shift
  case $architecture in
    x64)
      level portable "$@"
      level avx2 $avx2 "$@"
      level avxvnni $avx2 -mavxvnni "$@"
      level avx512 $avx512 "$@"
      level avx512vnni $avx512 -mavx512vnni "$@"
      level amx $avx512 -mavx512vnni -DAMX=1 "$@"
      ;;
    arm64)
      # For macOS, zig would take what every Mac has.
      level portable -mcpu=generic "$@"
      level neon -mcpu=generic+dotprod "$@"
      level i8mm -mcpu=generic+dotprod+i8mm "$@"
      ;;
  esac
  for source in cpu/*.c formats/*.c kernels/activations.c operators/*.c ort/*.c; do
    compile "$source" "$(echo "$source" | tr / -)" "$@"
  done
}

# Does all jobs, the long ones first.
run_jobs() {
  ls -r "$work"/jobs/* | xargs -n 1 -P "${JOBS:-$(getconf _NPROCESSORS_ONLN)}" sh
}

#include "cpu.h"

#include <cpuid.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* linux: asm/prctl.h and the index of the tile-data component in XCR0 */
#define ARCH_REQ_XCOMP_PERM 0x1023
#define XFEATURE_XTILEDATA 18

static uint64_t enabled_state(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t)high << 32 | low;
}

static int has_bits(uint64_t value, uint64_t bits) { return (value & bits) == bits; }

static Level detect(void) {
  uint32_t a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return LEVEL_NONE;
  const uint32_t osxsave = 1u << 27, f16c = 1u << 29, fma = 1u << 12;
  if (!has_bits(c, osxsave | f16c | fma)) return LEVEL_NONE;
  const uint64_t state = enabled_state();
  const uint64_t avx512_state = 0xe6; /* SSE, AVX, opmask, upper halves, upper registers */
  if (!has_bits(state, avx512_state)) return LEVEL_NONE;

  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return LEVEL_NONE;
  const uint32_t avx512_f = 1u << 16, avx512_dq = 1u << 17, avx512_bw = 1u << 30, avx512_vl = 1u << 31;
  const uint32_t avx512_vnni = 1u << 11;
  if (!has_bits(b, avx512_f | avx512_dq | avx512_bw | avx512_vl) || !has_bits(c, avx512_vnni)) return LEVEL_NONE;

  const uint32_t amx_tile = 1u << 24, amx_int8 = 1u << 25;
  const uint64_t amx_state = 3u << 17;
  if (!has_bits(d, amx_tile | amx_int8) || !has_bits(state, amx_state)) return LEVEL_VNNI;
  /* Tile state is large, so Linux hands it out on request only, once for the whole process. */
  if (syscall(SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA) != 0) return LEVEL_VNNI;
  return LEVEL_AMX;
}

static atomic_int level = -1;

Level current_level(void) {
  int known = atomic_load_explicit(&level, memory_order_relaxed);
  if (known < 0) {
    known = detect();
    atomic_store(&level, known);
  }
  return (Level)known;
}

void limit_level(Level most) {
  const Level best = detect();
  atomic_store(&level, most < best ? most : best);
}

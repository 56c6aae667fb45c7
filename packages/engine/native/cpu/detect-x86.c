#if defined(__x86_64__)
#include <cpuid.h>
#include <stdint.h>
#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#elif defined(_WIN32)
#include <windows.h>
#endif

#include "cpu/detect.h"

static uint64_t enabled_state(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t)high << 32 | low;
}

static int has_bits(uint64_t value, uint64_t bits) { return (value & bits) == bits; }

/* Tile state is large, so systems hand it out on request only, once for the whole process. */
static int may_use_tiles(void) {
  enum { TILE_DATA = 18 }; /* index of the component in XCR0 */
#if defined(__linux__)
  const int request_permission = 0x1023; /* linux: asm/prctl.h */
  return syscall(SYS_arch_prctl, request_permission, TILE_DATA) == 0;
#elif defined(_WIN32)
  /* Since Windows 11; before that there are no tiles either. */
  typedef BOOL WINAPI Enable(DWORD64 features);
  const HMODULE kernel32 = GetModuleHandleA("kernel32.dll");
  Enable *const enable =
      kernel32 ? (Enable *)(void *)GetProcAddress(kernel32, "EnableProcessOptionalXStateFeatures") : NULL;
  return enable && enable(1ull << TILE_DATA);
#else
  return 0;
#endif
}

Features detect_features(void) {
  Features features = {0};
  uint32_t a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return features;
  const uint32_t osxsave = 1u << 27, avx = 1u << 28, f16c = 1u << 29, fma = 1u << 12;
  if (!has_bits(c, osxsave | avx | f16c | fma)) return features;
  const uint64_t state = enabled_state();
  const uint64_t avx_state = 6; /* SSE, AVX */
  if (!has_bits(state, avx_state)) return features;

  uint32_t most;
  if (!__get_cpuid_count(7, 0, &most, &b, &c, &d)) return features;
  const uint32_t avx2 = 1u << 5;
  features.avx2 = has_bits(b, avx2);
  if (!features.avx2) return features;
  const uint32_t vnni_of_leaf_7 = 1u << 11, amx_tile = 1u << 24, amx_int8 = 1u << 25;
  const uint32_t avx512 = 1u << 16 | 1u << 17 | 1u << 30 | 1u << 31; /* F, DQ, BW, VL */
  const uint64_t avx512_state = 0xe6, tile_state = 3u << 17;         /* opmask, upper halves, upper registers */
  features.avx512 = has_bits(b, avx512) && has_bits(state, avx512_state);
  features.avx512vnni = features.avx512 && has_bits(c, vnni_of_leaf_7);
  features.amx =
      features.avx512vnni && has_bits(d, amx_tile | amx_int8) && has_bits(state, tile_state) && may_use_tiles();
  const uint32_t avxvnni = 1u << 4;
  if (most >= 1 && __get_cpuid_count(7, 1, &a, &b, &c, &d)) features.avxvnni = has_bits(a, avxvnni);
  return features;
}
#endif

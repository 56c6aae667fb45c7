#if defined(__aarch64__)
#include "cpu/detect.h"

#if defined(__APPLE__)
#include <stddef.h>
#include <sys/sysctl.h>

static int has(const char *name) {
  int value = 0;
  size_t size = sizeof value;
  return sysctlbyname(name, &value, &size, NULL, 0) == 0 && value != 0;
}

Features detect_features(void) {
  return (Features){.dotprod = has("hw.optional.arm.FEAT_DotProd"), .i8mm = has("hw.optional.arm.FEAT_I8MM")};
}
#elif defined(__linux__)
#include <sys/auxv.h>

Features detect_features(void) {
  const unsigned long dotprod = 1ul << 20, i8mm = 1ul << 13; /* linux: asm/hwcap.h, AT_HWCAP and AT_HWCAP2 */
  const int has_dotprod = (getauxval(AT_HWCAP) & dotprod) != 0;
  return (Features){.dotprod = has_dotprod, .i8mm = has_dotprod && (getauxval(AT_HWCAP2) & i8mm) != 0};
}
#else
Features detect_features(void) { return (Features){0}; }
#endif
#endif

#include "cpu/cpu.h"

#include <stdatomic.h>
#include <string.h>

#include "cpu/detect.h"

size_t usable_kernels(const Kernels *usable[8]) {
  const Features features = detect_features();
  size_t count = 0;
  usable[count++] = &kernels_portable;
#if defined(__x86_64__)
  if (features.avx2) usable[count++] = &kernels_avx2;
  if (features.avxvnni) usable[count++] = &kernels_avxvnni;
  if (features.avx512) usable[count++] = &kernels_avx512;
  if (features.avx512vnni) usable[count++] = &kernels_avx512vnni;
  if (features.amx) usable[count++] = &kernels_amx;
#elif defined(__aarch64__)
  if (features.dotprod) usable[count++] = &kernels_neon;
  if (features.i8mm) usable[count++] = &kernels_i8mm;
#endif
  return count;
}

static _Atomic(const Kernels *) current;

const Kernels *current_kernels(void) {
  const Kernels *known = atomic_load_explicit(&current, memory_order_relaxed);
  if (!known) {
    const Kernels *usable[8];
    known = usable[usable_kernels(usable) - 1];
    atomic_store(&current, known);
  }
  return known;
}

int use_kernels(const char *name) {
  const Kernels *usable[8];
  const size_t count = usable_kernels(usable);
  for (size_t i = 0; i < count; i++) {
    if (strcmp(usable[i]->name, name) != 0) continue;
    atomic_store(&current, usable[i]);
    return 0;
  }
  return 1;
}

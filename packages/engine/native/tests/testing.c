#include "tests/testing.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint32_t random_bits(Random *random) {
  random->state = random->state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(random->state >> 32);
}

size_t random_below(Random *random, size_t count) { return random_bits(random) % count; }

float random_float(Random *random) { return (float)((int32_t)random_bits(random) >> 8) * 0x1p-23f; }

void random_floats(Random *random, float *x, size_t count) {
  for (size_t i = 0; i < count; i++) x[i] = random_float(random);
}

void *buffer(size_t bytes) {
  void *memory = NULL;
  check(posix_memalign(&memory, 64, bytes ? bytes : 1) == 0, "no memory");
  return memory;
}

void check(int condition, const char *format, ...) {
  if (condition) return;
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  exit(1);
}

int same_floats(const float *a, const float *b, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (memcmp(&a[i], &b[i], sizeof *a) != 0 && !(a[i] != a[i] && b[i] != b[i])) return 0;
  }
  return 1;
}

/* FNV-1a */
void digest_bytes(Digest *digest, const void *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) digest->hash = (digest->hash ^ ((const uint8_t *)bytes)[i]) * 0x100000001b3u;
}

void digest_floats(Digest *digest, const float *x, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const float value = x[i] == x[i] ? x[i] : __builtin_nanf("");
    digest_bytes(digest, &value, sizeof value);
  }
}

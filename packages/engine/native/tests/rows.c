/* Kernels that take a row: gates and norms of any length. */
#include <stdlib.h>

#include "tests/testing.h"

void test_rows(const Kernels *kernels, uint64_t seed, Digest *digest) {
  static const size_t lengths[] = {1, 15, 16, 17, 100, 576};
  Random random = {seed};
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    const size_t count = lengths[i], bytes = count * sizeof(float);
    float *a = buffer(bytes), *b = buffer(bytes), *y = buffer(bytes);
    random_floats(&random, a, count);
    random_floats(&random, b, count);
    for (size_t j = 0; j < count; j += 3) a[j] *= 200.0f;
    kernels->gate(a, b, count, y);
    digest_floats(digest, y, count);
    kernels->rms_norm(a, b, count, 1e-5f, y);
    digest_floats(digest, y, count);
    kernels->rms_norm(a, b, count, 1e-5f, a);
    check(same_floats(a, y, count), "a norm in place of %zu elements differs", count);
    free(a);
    free(b);
    free(y);
  }
}

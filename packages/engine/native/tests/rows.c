/* Kernels that take a row: activation functions and norms of any length. */
#include <stdlib.h>
#include <string.h>

#include "tests/testing.h"

static void test_activation(const Kernels *kernels, const ActivationFunction *f, const float *x, const float *u,
                            size_t count, Digest *digest) {
  float *y = buffer(count * sizeof *y), *in_place = buffer(count * sizeof *y);
  kernels->activate(f, x, u, count, y);
  digest_floats(digest, y, count);
  memcpy(in_place, x, count * sizeof *x);
  kernels->activate(f, in_place, u, count, in_place);
  check(same_floats(in_place, y, count), "an activation in place of %zu elements differs", count);
  /* An element does not depend on its place. */
  kernels->activate(f, x + count - 1, u ? u + count - 1 : NULL, 1, in_place);
  check(same_floats(in_place, y + count - 1, 1), "an element's activation differs alone");
  free(y);
  free(in_place);
}

static void test_norms(const Kernels *kernels, const float *x, const float *weight, size_t count, Digest *digest) {
  float *y = buffer(count * sizeof *y), *in_place = buffer(count * sizeof *y);
  for (int norm = 0; norm < 6; norm++) {
    memcpy(in_place, x, count * sizeof *x);
    for (int i = 0; i < 2; i++) {
      const float *from = i ? in_place : x, *w = norm % 2 ? NULL : weight;
      float *to = i ? in_place : y;
      if (norm < 2) kernels->rms_norm(from, w, count, 1e-5f, to);
      else if (norm < 4) kernels->layer_norm(from, weight, w, count, 1e-5f, to);
      else if (norm == 4) kernels->l2_norm(from, count, 1e-5f, to);
      else kernels->layer_norm(from, NULL, NULL, count, 1e-5f, to);
    }
    digest_floats(digest, y, count);
    check(same_floats(in_place, y, count), "norm %d in place of %zu elements differs", norm, count);
  }
  free(y);
  free(in_place);
}

void test_rows(const Kernels *kernels, uint64_t seed, Digest *digest) {
  static const size_t lengths[] = {1, 15, 16, 17, 100, 576};
  Random random = {seed};
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    const size_t count = lengths[i], bytes = count * sizeof(float);
    float *a = buffer(bytes), *b = buffer(bytes);
    random_floats(&random, a, count);
    random_floats(&random, b, count);
    for (size_t j = 0; j < count; j += 3) a[j] *= 200.0f;
    for (size_t j = 1; j < count; j += 5) a[j] *= 4.0f;
    for (int kind = ACTIVATION_NONE + 1; kind < ACTIVATION_COUNT; kind++) {
      const ActivationFunction f = {.kind = (ActivationKind)kind, .alpha = 1.5f, .limit = 0.8f};
      test_activation(kernels, &f, a, NULL, count, digest);
      test_activation(kernels, &f, a, b, count, digest);
    }
    test_norms(kernels, a, b, count, digest);
    free(a);
    free(b);
  }
}

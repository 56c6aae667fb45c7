/* Weights to every type: at every level the same bytes, also of weights that lie at the edges of floats. */
#include <stdlib.h>

#include "formats/dequantize.h"
#include "formats/floats.h"
#include "tests/testing.h"

/* Magnitudes from subnormal ones to some hundreds, by groups of 16; now and then 0. */
static void random_weights(Random *random, size_t count, float *x) {
  float size = 0;
  for (size_t i = 0; i < count; i++) {
    if (i % 16 == 0) {
      size = 256;
      for (size_t halvings = random_below(random, random_below(random, 8) ? 24 : 150); halvings > 0; halvings--) size /= 2;
    }
    x[i] = random_below(random, 50) ? random_float(random) * size : 0;
  }
}

static void test_type(const Kernels *kernels, int to, size_t block, size_t bytes, Random *random, Digest *digest) {
  const size_t count = 37 * (block < 32 ? 32 : block);
  float *x = buffer(count * sizeof *x);
  uint8_t *out = buffer(count / block * bytes);
  random_weights(random, count, x);
  const int status = kernels->quantize_weights(TYPE_F32, (const uint8_t *)x, count, to, out);
  if (status == 0) digest_bytes(digest, out, count / block * bytes);
  else check(status == 1, "type %d: weights are not finite", to);
  digest_bytes(digest, &status, sizeof status);
  free(x);
  free(out);
}

void test_quantize(const Kernels *kernels, uint64_t seed, Digest *digest) {
  Random random = {seed};
  for (int i = 0; i < FORMAT_COUNT; i++) {
    const Format *f = &formats[i];
    for (int round = 0; round < 3; round++) {
      test_type(kernels, f->type, (size_t)f->block, (size_t)f->block_bytes, &random, digest);
    }
  }
  test_type(kernels, TYPE_F16, 1, 2, &random, digest);
  test_type(kernels, TYPE_BF16, 1, 2, &random, digest);
  test_type(kernels, TYPE_F32, 1, 4, &random, digest);
}

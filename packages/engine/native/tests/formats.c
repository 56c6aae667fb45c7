/* Packing, and the two ways back: all give the same weights, also of blocks of any bytes. */
#include <stdlib.h>

#include "formats/dequantize.h"
#include "formats/pack.h"
#include "tests/testing.h"

static void test_format(const Format *f, int wild, size_t rows, size_t k, Random *random, Digest *digest) {
  const size_t count = rows * k / (size_t)f->block, groups = (rows + GROUP - 1) / GROUP;
  uint8_t *blocks = buffer(count * (size_t)f->block_bytes), *packed = buffer(groups * group_bytes(f, k));
  float *weights = buffer(rows * k * sizeof(float)), *row = buffer(k * sizeof(float));
  random_blocks(random, f, wild, count, blocks);
  const size_t bad = pack_blocks(f, blocks, rows, k, packed);
  check(wild || bad == 0, "%s: %zu of the scales are not finite", f->name, bad);
  dequantize(f, blocks, count, weights);
  for (size_t r = 0; r < rows; r++) {
    unpack_row(f, packed, r, k, row);
    check(same_floats(row, weights + r * k, k), "%s: row %zu changes when it is packed", f->name, r);
  }
  digest_bytes(digest, &bad, sizeof bad);
  digest_bytes(digest, packed, groups * group_bytes(f, k));
  digest_floats(digest, weights, rows * k);
  free(blocks);
  free(packed);
  free(weights);
  free(row);
}

static void test_floats(int type, size_t rows, size_t k, Random *random, Digest *digest) {
  const size_t size = type == 0 ? 4 : 2, groups = (rows + GROUP - 1) / GROUP;
  uint8_t *elements = buffer(rows * k * size), *packed = buffer(groups * packed_group_bytes(type, k));
  float *weights = buffer(rows * k * sizeof(float)), *row = buffer(k * sizeof(float));
  for (size_t i = 0; i < rows * k * size; i++) elements[i] = (uint8_t)random_bits(random);
  const size_t bad = pack_floats(type, elements, rows, k, packed);
  dequantize_floats(type, elements, rows * k, weights);
  for (size_t r = 0; r < rows; r++) {
    unpack_float_row(type, packed, r, k, row);
    check(same_floats(row, weights + r * k, k), "type %d: row %zu changes when it is packed", type, r);
  }
  digest_bytes(digest, &bad, sizeof bad);
  digest_floats(digest, weights, rows * k);
  free(elements);
  free(packed);
  free(weights);
  free(row);
}

void test_formats(uint64_t seed, Digest *digest) {
  Random random = {seed};
  for (int i = 0; i < FORMAT_COUNT; i++) {
    const size_t k = 3 * (size_t)(formats[i].block < 32 ? 32 : formats[i].block);
    for (int wild = 0; wild < 2; wild++) test_format(&formats[i], wild, wild ? 40 : 17, k, &random, digest);
  }
  test_floats(0, 17, 7, &random, digest);
  test_floats(1, 40, 100, &random, digest);
  test_floats(30, 33, 33, &random, digest);
}

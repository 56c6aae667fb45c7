/* The operators: right inputs give the same bits at every level, wrong ones an error. */
#include <stdlib.h>
#include <string.h>

#include "formats/pack.h"
#include "operators/block-linear.h"
#include "operators/rows.h"
#include "tests/operator-testing.h"

enum { Q4_K = 12, K = 512, N = 40 };

static OrtValue packed_weights(Random *random) {
  const Format *f = format_of(Q4_K);
  const size_t count = N * K / (size_t)f->block, groups = (N + GROUP - 1) / GROUP;
  uint8_t *blocks = buffer(count * (size_t)f->block_bytes);
  random_blocks(random, f, 0, count, blocks);
  OrtValue value = {.rank = 1, .dims = {(int64_t)(groups * group_bytes(f, K))}};
  value.data = buffer((size_t)value.dims[0]);
  pack_blocks(f, blocks, N, K, value.data);
  free(blocks);
  return value;
}

/* Activations of twice the digits: nearly the same, and the same for a row alone. */
static void test_fine(const OrtKernelInfo *info, const OrtKernelContext *c, Digest *digest) {
  OrtKernelInfo fine = *info;
  Attribute *a = fine.attributes;
  while (a->name) a++;
  *a = (Attribute)INT("fine", 1);
  OrtKernelContext other = {.input_count = 3, .output_count = 1};
  memcpy(other.inputs, c->inputs, sizeof c->inputs);
  digest_outputs(&block_linear, &fine, &other, digest);
  const float *y = c->outputs[0].data, *z = other.outputs[0].data;
  const size_t count = element_count(&c->outputs[0]), rows = count / N;
  double difference = 0, size = 0;
  for (size_t i = 0; i < count; i++) {
    difference += (double)(y[i] - z[i]) * (double)(y[i] - z[i]);
    size += (double)y[i] * (double)y[i];
  }
  check(difference <= 1e-3 * size, "finer products are others");
  check(count == 0 || difference > 0, "finer products are no finer");
  if (rows > 1) {
    OrtKernelContext alone = {.input_count = 3, .output_count = 1};
    memcpy(alone.inputs, c->inputs, sizeof c->inputs);
    const size_t width = element_count(&c->inputs[0]) / rows;
    alone.inputs[0].dims[1] = 1;
    alone.inputs[0].data = (float *)c->inputs[0].data + (rows - 1) * width;
    digest_outputs(&block_linear, &fine, &alone, digest);
    check(same_floats(alone.outputs[0].data, z + (rows - 1) * N, N), "a row differs alone");
    free(alone.outputs[0].data);
  }
  free(other.outputs[0].data);
}

static void test_linear(Random *random, Digest *digest) {
  static const char *const functions[] = {"", "silu", "gelu"};
  for (int gated = 0; gated < 3; gated++) {
    OrtKernelInfo info = {{INT("K", K), INT("N", N), INT("type", Q4_K), TEXT("activation", functions[gated])}};
    for (int64_t rows = 0; rows < 30; rows = 3 * rows + 1) {
      OrtKernelContext c = {.input_count = 3, .output_count = 1};
      c.inputs[0] = random_tensor(random, 3, 1, rows, gated ? 2 * K : K, 0);
      c.inputs[1] = packed_weights(random);
      if (rows % 2) c.inputs[2] = random_tensor(random, 1, N, 0, 0, 0);
      digest_outputs(&block_linear, &info, &c, digest);
      test_fine(&info, &c, digest);
      OrtKernelContext wrong = c;
      wrong.inputs[0].dims[2] -= 1;
      expect_error(&block_linear, &info, &wrong, "x of another width");
      wrong = c;
      wrong.inputs[1].dims[0] -= 1;
      expect_error(&block_linear, &info, &wrong, "too few weights");
      wrong = c;
      wrong.inputs[2].dims[0] -= 1;
      if (rows % 2) expect_error(&block_linear, &info, &wrong, "too short a bias");
      free_all(&c);
    }
    static const Attribute nonsense[] = {INT("K", K - 1), INT("K", 0),    INT("K", -256),
                                         INT("N", 0),     INT("type", 9), INT("type", 1 << 20),
                                         TEXT("activation", "silo"), TEXT("activation", "softcap"),
                                         TEXT("activation", "a name that is longer than any of a function")};
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
      OrtKernelInfo other = info;
      for (Attribute *a = other.attributes; a->name; a++) {
        if (strcmp(a->name, nonsense[i].name) == 0) *a = nonsense[i];
      }
      expect_error(&block_linear, &other, &(OrtKernelContext){0}, "attributes without sense");
    }
  }
}

static void test_embeddings(Random *random, Digest *digest) {
  const OrtKernelInfo info = {{INT("K", K), INT("N", N), INT("type", Q4_K)}};
  OrtKernelContext c = {.input_count = 2, .output_count = 1};
  int64_t *const indices = buffer(6 * sizeof *indices);
  for (int i = 0; i < 6; i++) indices[i] = i == 0 ? N - 1 : (int64_t)random_below(random, N);
  c.inputs[0] = (OrtValue){.rank = 2, .dims = {2, 3}, .data = indices};
  c.inputs[1] = packed_weights(random);
  digest_outputs(&rows, &info, &c, digest);
  for (int i = 0; i < 3; i++) {
    indices[4] = (int64_t[]){N, -1, INT64_MIN}[i];
    expect_error(&rows, &info, &c, "a row that is not there");
  }
  free_all(&c);
}

void test_operators(const Kernels *kernels, uint64_t seed, Digest *digest) {
  (void)kernels;
  Random random = {seed};
  test_linear(&random, digest);
  test_embeddings(&random, digest);
}

/* The operators: right inputs give the same bits at every level, wrong ones an error. */
#include <stdlib.h>
#include <string.h>

#include "formats/pack.h"
#include "operators/attention.h"
#include "operators/block-linear.h"
#include "operators/rms-norm.h"
#include "operators/rows.h"
#include "tests/fake-ort.h"
#include "tests/testing.h"

enum { Q4_K = 12, K = 512, N = 40 };

static OrtValue random_tensor(Random *random, size_t rank, int64_t a, int64_t b, int64_t c, int64_t d) {
  OrtValue value = tensor(rank, a, b, c, d);
  random_floats(random, value.data, element_count(&value));
  return value;
}

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

static void free_all(OrtKernelContext *c) {
  for (size_t i = 0; i < c->input_count; i++) free(c->inputs[i].data);
  for (size_t i = 0; i < c->output_count; i++) free(c->outputs[i].data);
}

static void digest_outputs(const OrtCustomOp *op, const OrtKernelInfo *info, OrtKernelContext *c, Digest *digest) {
  const char *complaint = run_operator(op, info, c);
  check(!complaint, "%s: %s", op->name(op), complaint);
  for (size_t i = 0; i < c->output_count; i++) digest_floats(digest, c->outputs[i].data, element_count(&c->outputs[i]));
}

static void expect_error(const OrtCustomOp *op, const OrtKernelInfo *info, const OrtKernelContext *c, const char *wrong) {
  OrtKernelContext copy = *c;
  for (size_t i = 0; i < copy.output_count; i++) copy.outputs[i] = (OrtValue){0};
  const char *complaint = run_operator(op, info, &copy);
  check(complaint != NULL, "%s takes %s", op->name(op), wrong);
  for (size_t i = 0; i < copy.output_count; i++) free(copy.outputs[i].data);
}

static void test_linear(Random *random, Digest *digest) {
  for (int64_t gated = 0; gated < 2; gated++) {
    OrtKernelInfo info = {{{"K", K, 0}, {"N", N, 0}, {"type", Q4_K, 0}, {"gated", gated, 0}}};
    for (int64_t rows = 0; rows < 30; rows = 3 * rows + 1) {
      OrtKernelContext c = {.input_count = 3, .output_count = 1};
      c.inputs[0] = random_tensor(random, 3, 1, rows, gated ? 2 * K : K, 0);
      c.inputs[1] = packed_weights(random);
      if (rows % 2) c.inputs[2] = random_tensor(random, 1, N, 0, 0, 0);
      digest_outputs(&block_linear, &info, &c, digest);
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
    static const Attribute nonsense[] = {{"K", K - 1, 0}, {"K", 0, 0},    {"K", -256, 0},
                                         {"N", 0, 0},     {"type", 9, 0}, {"type", 1 << 20, 0}};
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
  const OrtKernelInfo info = {{{"K", K, 0}, {"N", N, 0}, {"type", Q4_K, 0}}};
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

static void test_norm(Random *random, Digest *digest) {
  const OrtKernelInfo info = {{{"epsilon", 0, 1e-6f}}};
  for (int skips = 0; skips < 2; skips++) {
    OrtKernelContext c = {.input_count = 3, .output_count = 1 + (size_t)skips};
    c.inputs[0] = random_tensor(random, 3, 2, 3, 100, 0);
    c.inputs[1] = random_tensor(random, 1, 100, 0, 0, 0);
    if (skips) c.inputs[2] = random_tensor(random, 3, 2, 3, 100, 0);
    digest_outputs(&rms_norm_operator, &info, &c, digest);
    c.inputs[1].dims[0] = 99;
    expect_error(&rms_norm_operator, &info, &c, "a short weight");
    free_all(&c);
  }
}

/* Two sequences of unequal length, a few rows at a time, into one cache. */
static void test_cache(Random *random, Digest *digest) {
  enum { BATCH = 2, HEADS = 4, KV_HEADS = 2, DIM = 24, ROPE = 16, CAPACITY = 9, ROWS = 3 };
  const OrtKernelInfo info = {
      {{"heads", HEADS, 0}, {"kv_heads", KV_HEADS, 0}, {"interleaved", (int)random_below(random, 2), 0}, {"scale", 0, 0.2f}}};
  OrtKernelContext c = {.input_count = 8, .output_count = 3};
  for (size_t i = 3; i < 5; i++) c.inputs[i] = random_tensor(random, 4, BATCH, KV_HEADS, CAPACITY, DIM);
  c.inputs[5] = tensor(1, BATCH, 0, 0, 0);
  for (size_t i = 6; i < 8; i++) c.inputs[i] = random_tensor(random, 2, CAPACITY, ROPE / 2, 0, 0);
  int32_t *const last = c.inputs[5].data;
  for (int stacked = 0; stacked < 2; stacked++) {
    const int64_t width = stacked ? (HEADS + 2 * KV_HEADS) * DIM : HEADS * DIM;
    c.inputs[0] = random_tensor(random, 3, BATCH, ROWS, width, 0);
    for (size_t i = 1; i < 3; i++) {
      c.inputs[i] = stacked ? (OrtValue){0} : random_tensor(random, 3, BATCH, ROWS, KV_HEADS * DIM, 0);
    }
    last[0] = ROWS - 1 + 3 * stacked;
    last[1] = CAPACITY - 1;
    c.outputs[0] = (OrtValue){0};
    /* The second time the cache is where it was. */
    for (size_t i = 1; i < 3; i++) c.outputs[i].data = stacked ? c.inputs[2 + i].data : NULL;
    digest_outputs(&attention, &info, &c, digest);
    free(c.outputs[0].data);
    if (stacked) break;
    for (int i = 0; i < 3; i++) {
      last[1] = (int32_t[]){CAPACITY, ROWS - 2, -1}[i];
      expect_error(&attention, &info, &c, "positions outside the cache");
    }
    last[1] = CAPACITY - 1;
    static const size_t inputs[] = {0, 1, 2, 4, 5, 7};
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
      OrtKernelContext wrong = c;
      OrtValue *value = &wrong.inputs[inputs[i]];
      value->dims[value->rank - 1] -= 1;
      expect_error(&attention, &info, &wrong, "inputs that do not fit");
    }
    for (size_t i = 0; i < 3; i++) free(c.inputs[i].data);
    for (size_t i = 1; i < 3; i++) free(c.outputs[i].data);
  }
  for (size_t i = 0; i < c.input_count; i++) free(c.inputs[i].data);
}

void test_operators(const Kernels *kernels, uint64_t seed, Digest *digest) {
  (void)kernels;
  Random random = {seed};
  test_linear(&random, digest);
  test_embeddings(&random, digest);
  test_norm(&random, digest);
  test_cache(&random, digest);
}

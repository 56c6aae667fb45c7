/* cria.PackedAttention and cria.MeanPool: a text is the same alone and beside others, and what they refuse. */
#include <stdlib.h>
#include <string.h>

#include "operators/mean-pool.h"
#include "operators/packed-attention.h"
#include "tests/operator-testing.h"

enum { Q, K, V, STARTS, COS, SIN, SINKS, SLOPES, INPUTS };
enum { HEADS = 4, KV_HEADS = 2, KEY_DIM = 24, VALUE_DIM = 20, ROPE = 16, TEXTS = 4, ROWS = 60, POSITIONS = 40 };
enum { Q_WIDTH = HEADS * KEY_DIM, K_WIDTH = KV_HEADS * KEY_DIM, V_WIDTH = KV_HEADS * VALUE_DIM };
enum { OUT = HEADS * VALUE_DIM, WIDTH = Q_WIDTH + K_WIDTH + V_WIDTH };

static const int32_t starts[TEXTS + 1] = {0, 1, 18, 57, ROWS};

static OrtKernelInfo attributes(int64_t ahead, int64_t window, float softcap) {
  return (OrtKernelInfo){{INT("heads", HEADS), INT("kv_heads", KV_HEADS), INT("key_dim", KEY_DIM),
                          INT("value_dim", VALUE_DIM), INT("interleaved", 0), REAL("scale", 0.2f), INT("ahead", ahead),
                          INT("window", window), REAL("softcap", softcap)}};
}

static OrtValue starts_of(size_t count, const int32_t *values) {
  OrtValue value = tensor(1, (int64_t)count, 0, 0, 0);
  memcpy(value.data, values, count * sizeof *values);
  return value;
}

static OrtKernelContext inputs_of(Random *random) {
  OrtKernelContext c = {.input_count = INPUTS, .output_count = 1};
  c.inputs[Q] = random_tensor(random, 3, 1, ROWS, Q_WIDTH, 0);
  c.inputs[K] = random_tensor(random, 3, 1, ROWS, K_WIDTH, 0);
  c.inputs[V] = random_tensor(random, 3, 1, ROWS, V_WIDTH, 0);
  c.inputs[STARTS] = starts_of(TEXTS + 1, starts);
  c.inputs[COS] = random_tensor(random, 2, POSITIONS, ROPE / 2, 0, 0);
  c.inputs[SIN] = random_tensor(random, 2, POSITIONS, ROPE / 2, 0, 0);
  c.inputs[SINKS] = random_tensor(random, 1, HEADS, 0, 0, 0);
  c.inputs[SLOPES] = random_tensor(random, 1, HEADS, 0, 0, 0);
  return c;
}

/* Each text by itself. */
static void test_alone(const OrtKernelInfo *info, const OrtKernelContext *c, Digest *digest) {
  for (size_t t = 0; t < TEXTS; t++) {
    const int32_t length = starts[t + 1] - starts[t], own[2] = {0, length};
    OrtKernelContext alone = {.input_count = INPUTS, .output_count = 1};
    memcpy(alone.inputs, c->inputs, sizeof c->inputs);
    for (size_t i = Q; i <= V; i++) {
      alone.inputs[i].dims[1] = length;
      alone.inputs[i].data = (float *)c->inputs[i].data + starts[t] * c->inputs[i].dims[2];
    }
    alone.inputs[STARTS] = starts_of(2, own);
    digest_outputs(&packed_attention, info, &alone, digest);
    check(same_floats(alone.outputs[0].data, (float *)c->outputs[0].data + starts[t] * OUT, (size_t)length * OUT),
          "text %zu differs alone", t);
    free(alone.inputs[STARTS].data);
    free(alone.outputs[0].data);
  }
}

/* q, k and v side by side. */
static void test_side_by_side(const OrtKernelInfo *info, const OrtKernelContext *c, Digest *digest) {
  OrtKernelContext packed = {.input_count = INPUTS, .output_count = 1};
  memcpy(packed.inputs, c->inputs, sizeof c->inputs);
  packed.inputs[K] = packed.inputs[V] = (OrtValue){0};
  packed.inputs[Q] = tensor(3, 1, ROWS, WIDTH, 0);
  float *to = packed.inputs[Q].data;
  for (size_t i = 0; i < ROWS; i++) {
    for (size_t part = Q; part <= V; part++) {
      const size_t width = (size_t)c->inputs[part].dims[2];
      memcpy(to, (float *)c->inputs[part].data + i * width, width * sizeof *to);
      to += width;
    }
  }
  digest_outputs(&packed_attention, info, &packed, digest);
  check(same_floats(packed.outputs[0].data, c->outputs[0].data, ROWS * OUT), "q, k and v in one input differ");
  free(packed.inputs[Q].data);
  free(packed.outputs[0].data);
}

static void test_refusals(const OrtKernelContext *c) {
  const OrtKernelInfo info = attributes(-1, 0, 0);
  for (size_t i = 0; i < INPUTS; i++) {
    OrtKernelContext wrong = *c;
    OrtValue *value = &wrong.inputs[i];
    value->dims[value->rank - 1] -= 1;
    expect_error(&packed_attention, &info, &wrong, "inputs that do not fit");
  }
  static const int32_t nonsense[][TEXTS + 1] = {
      {1, 2, 18, 57, ROWS}, {0, 18, 18, 57, ROWS}, {0, 18, 1, 57, ROWS}, {0, 1, 18, 57, ROWS + 1}, {0, 1, 18, -1, ROWS}};
  for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
    OrtKernelContext wrong = *c;
    wrong.inputs[STARTS] = starts_of(TEXTS + 1, nonsense[i]);
    expect_error(&packed_attention, &info, &wrong, "texts that overlap, end early or are empty");
    free(wrong.inputs[STARTS].data);
  }
  OrtKernelContext wrong = *c;
  wrong.inputs[COS].dims[0] = wrong.inputs[SIN].dims[0] = 38;
  expect_error(&packed_attention, &info, &wrong, "positions outside the tables");
  wrong = *c;
  wrong.inputs[V] = (OrtValue){0};
  expect_error(&packed_attention, &info, &wrong, "keys without values");
  const OrtKernelInfo others[] = {attributes(-2, 0, 0), attributes(0, -1, 0), attributes(0, 0, -1)};
  for (size_t i = 0; i < 3; i++) expect_error(&packed_attention, &others[i], c, "attributes without sense");
}

static void test_mean(Random *random, Digest *digest) {
  const OrtKernelInfo info = {0};
  OrtKernelContext c = {.input_count = 2, .output_count = 1};
  c.inputs[0] = random_tensor(random, 3, 1, ROWS, 21, 0);
  c.inputs[1] = starts_of(TEXTS + 1, starts);
  digest_outputs(&mean_pool, &info, &c, digest);
  const float *x = c.inputs[0].data, *y = c.outputs[0].data;
  check(c.outputs[0].dims[1] == TEXTS && same_floats(x, y, 21), "the mean of one row is another");
  for (size_t i = 0; i < 21; i++) {
    const float sum = x[57 * 21 + i] + x[58 * 21 + i] + x[59 * 21 + i];
    check(same_floats(&y[3 * 21 + i], &(float){sum * (1.0f / 3)}, 1), "the mean of three rows is another");
  }
  ((int32_t *)c.inputs[1].data)[TEXTS] = ROWS - 1;
  expect_error(&mean_pool, &info, &c, "texts that do not fit");
  free_all(&c);
}

void test_packed(uint64_t seed, Digest *digest) {
  Random random = {seed};
  static const struct {
    int64_t ahead, window;
    float softcap;
  } cases[] = {{-1, 0, 0}, {0, 0, 0}, {8, 9, 0}, {-1, 5, 3}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const OrtKernelInfo info = attributes(cases[i].ahead, cases[i].window, cases[i].softcap);
    OrtKernelContext c = inputs_of(&random);
    digest_outputs(&packed_attention, &info, &c, digest);
    test_alone(&info, &c, digest);
    test_side_by_side(&info, &c, digest);
    free_all(&c);
  }
  OrtKernelContext c = inputs_of(&random);
  test_refusals(&c);
  free_all(&c);
  test_mean(&random, digest);
}

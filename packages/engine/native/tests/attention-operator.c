/* cria.Attention: caches of several sequences, and what it refuses. */
#include <stdlib.h>
#include <string.h>

#include "operators/attention.h"
#include "tests/operator-testing.h"

enum { BATCH = 2, HEADS = 4, KV_HEADS = 2, KEY_DIM = 24, VALUE_DIM = 20, ROPE = 16, CAPACITY = 41, ROWS = 3 };
enum { Q, K, V, PAST_KEY, PAST_VALUE, SEQLENS, COS, SIN, BASE, SINKS, INPUTS };
enum { Q_WIDTH = HEADS * KEY_DIM, K_WIDTH = KV_HEADS * KEY_DIM, V_WIDTH = KV_HEADS * VALUE_DIM };
enum { OUT = HEADS * VALUE_DIM };

static OrtKernelInfo attributes(int64_t interleaved) {
  return (OrtKernelInfo){
      {INT("heads", HEADS), INT("kv_heads", KV_HEADS), INT("interleaved", interleaved), REAL("scale", 0.2f)}};
}

static OrtKernelInfo with(OrtKernelInfo info, Attribute attribute) {
  Attribute *a = info.attributes;
  while (a->name && strcmp(a->name, attribute.name) != 0) a++;
  *a = attribute;
  return info;
}

/* Rows of two sequences behind `past` others, all inputs present. */
static OrtKernelContext inputs_of(Random *random, int32_t first_past, int32_t second_past) {
  OrtKernelContext c = {.input_count = INPUTS, .output_count = 3};
  c.inputs[Q] = random_tensor(random, 3, BATCH, ROWS, Q_WIDTH, 0);
  c.inputs[K] = random_tensor(random, 3, BATCH, ROWS, K_WIDTH, 0);
  c.inputs[V] = random_tensor(random, 3, BATCH, ROWS, V_WIDTH, 0);
  c.inputs[PAST_KEY] = random_tensor(random, 4, BATCH, KV_HEADS, CAPACITY, KEY_DIM);
  c.inputs[PAST_VALUE] = random_tensor(random, 4, BATCH, KV_HEADS, CAPACITY, VALUE_DIM);
  c.inputs[SEQLENS] = tensor(1, BATCH, 0, 0, 0);
  c.inputs[COS] = random_tensor(random, 2, CAPACITY + 20, ROPE / 2, 0, 0);
  c.inputs[SIN] = random_tensor(random, 2, CAPACITY + 20, ROPE / 2, 0, 0);
  c.inputs[BASE] = tensor(1, BATCH, 0, 0, 0);
  c.inputs[SINKS] = random_tensor(random, 1, HEADS, 0, 0, 0);
  int32_t *const last = c.inputs[SEQLENS].data;
  last[0] = first_past + ROWS - 1;
  last[1] = second_past + ROWS - 1;
  memset(c.inputs[BASE].data, 0, BATCH * sizeof(int32_t));
  return c;
}

static OrtValue absent(OrtValue *value) {
  free(value->data);
  return *value = (OrtValue){0};
}

static void free_outputs(OrtKernelContext *c) {
  for (size_t i = 0; i < c->output_count; i++) absent(&c->outputs[i]);
}

/* With q, k and v as one input, and with the cache where it was: the same results. */
static void test_forms(Random *random, Digest *digest) {
  const OrtKernelInfo info = attributes((int64_t)random_below(random, 2));
  OrtKernelContext c = inputs_of(random, 9, CAPACITY - ROWS);
  absent(&c.inputs[BASE]);
  digest_outputs(&attention, &info, &c, digest);
  OrtKernelContext packed = {.input_count = INPUTS, .output_count = 3};
  memcpy(packed.inputs, c.inputs, sizeof c.inputs);
  packed.inputs[K] = packed.inputs[V] = (OrtValue){0};
  packed.inputs[Q] = tensor(3, BATCH, ROWS, Q_WIDTH + K_WIDTH + V_WIDTH, 0);
  float *to = packed.inputs[Q].data;
  for (size_t i = 0; i < BATCH * ROWS; i++) {
    memcpy(to, (float *)c.inputs[Q].data + i * Q_WIDTH, Q_WIDTH * sizeof *to);
    memcpy(to + Q_WIDTH, (float *)c.inputs[K].data + i * K_WIDTH, K_WIDTH * sizeof *to);
    memcpy(to + Q_WIDTH + K_WIDTH, (float *)c.inputs[V].data + i * V_WIDTH, V_WIDTH * sizeof *to);
    to += Q_WIDTH + K_WIDTH + V_WIDTH;
  }
  packed.outputs[1].data = packed.inputs[PAST_KEY].data;
  packed.outputs[2].data = packed.inputs[PAST_VALUE].data;
  digest_outputs(&attention, &info, &packed, digest);
  for (size_t i = 0; i < 3; i++) {
    check(same_floats(packed.outputs[i].data, c.outputs[i].data, element_count(&c.outputs[i])),
          "output %zu differs with all of q, k and v in one input", i);
  }
  /* A later layer that shares the cache, now that it has the keys. */
  OrtKernelContext shared = {.input_count = INPUTS, .output_count = 1};
  memcpy(shared.inputs, c.inputs, sizeof c.inputs);
  shared.inputs[K] = shared.inputs[V] = (OrtValue){0};
  const OrtKernelInfo shares = with(info, (Attribute)INT("shared", 1));
  digest_outputs(&attention, &shares, &shared, digest);
  check(same_floats(shared.outputs[0].data, c.outputs[0].data, BATCH * ROWS * OUT),
        "a shared cache gives other results");
  expect_error(&attention, &shares, &c, "a shared cache and keys");
  shared.inputs[Q] = packed.inputs[Q];
  expect_error(&attention, &shares, &shared, "a shared cache and keys behind the queries");
  free_outputs(&shared);
  shared.inputs[Q] = c.inputs[Q];
  expect_error(&attention, &info, &shared, "no keys");
  free(packed.inputs[Q].data);
  free(packed.outputs[0].data);
  free_all(&c);
}

/* A sequence without rows: the other is as it was, its own part zero, its cache untouched. */
static void test_inactive(Random *random, Digest *digest) {
  const OrtKernelInfo info = attributes(0);
  OrtKernelContext c = inputs_of(random, 5, 17), other = {.input_count = INPUTS, .output_count = 3};
  digest_outputs(&attention, &info, &c, digest);
  memcpy(other.inputs, c.inputs, sizeof c.inputs);
  ((int32_t *)c.inputs[SEQLENS].data)[1] = random_below(random, 2) ? -1 : INT32_MIN;
  /* Nothing of it is looked at. */
  ((int32_t *)c.inputs[BASE].data)[1] = 7;
  digest_outputs(&attention, &info, &other, digest);
  const float *y = other.outputs[0].data;
  check(same_floats(y, c.outputs[0].data, ROWS * OUT), "an inactive sequence changes another");
  for (size_t i = 0; i < ROWS * OUT; i++) check(y[ROWS * OUT + i] == 0, "an inactive sequence has results");
  for (size_t i = 0; i < 2; i++) {
    const OrtValue *past = &c.inputs[PAST_KEY + i], *present = &other.outputs[1 + i];
    const size_t half = element_count(past) / 2;
    check(same_floats((float *)past->data + half, (float *)present->data + half, half), "an inactive cache changes");
  }
  free_outputs(&other);
  free_all(&c);
}

/* A cache that begins later holds the same keys: the same results. */
static void test_base(Random *random, Digest *digest) {
  enum { SHIFT = 16, WINDOW = 9 };
  const OrtKernelInfo info = with(with(attributes(1), (Attribute)INT("window", WINDOW)), (Attribute)REAL("softcap", 2));
  OrtKernelContext c = inputs_of(random, 25, 24), later = {.input_count = INPUTS, .output_count = 3};
  digest_outputs(&attention, &info, &c, digest);
  memcpy(later.inputs, c.inputs, sizeof c.inputs);
  for (size_t i = PAST_KEY; i <= PAST_VALUE; i++) {
    const OrtValue *whole = &c.inputs[i];
    later.inputs[i] = tensor(4, BATCH, KV_HEADS, CAPACITY - SHIFT, whole->dims[3]);
    const size_t width = (size_t)whole->dims[3], rows = CAPACITY - SHIFT;
    for (size_t h = 0; h < BATCH * KV_HEADS; h++) {
      memcpy((float *)later.inputs[i].data + h * rows * width,
             (float *)whole->data + (h * CAPACITY + SHIFT) * width, rows * width * sizeof(float));
    }
  }
  int32_t *const base = c.inputs[BASE].data;
  base[0] = base[1] = SHIFT;
  digest_outputs(&attention, &info, &later, digest);
  check(same_floats(later.outputs[0].data, c.outputs[0].data, BATCH * ROWS * OUT), "a base changes results");
  free_outputs(&later);
  for (int i = 0; i < 4; i++) {
    base[1] = (int32_t[]){-16, 8, 32, INT32_MIN}[i];
    expect_error(&attention, &info, &later, "a base that hides keys, or is no multiple of 16");
  }
  free(later.inputs[PAST_KEY].data);
  free(later.inputs[PAST_VALUE].data);
  free_all(&c);
}

static void test_refusals(Random *random) {
  const OrtKernelInfo info = attributes(0);
  OrtKernelContext c = inputs_of(random, 2, 3);
  int32_t *const last = c.inputs[SEQLENS].data;
  for (int i = 0; i < 3; i++) {
    last[1] = (int32_t[]){CAPACITY, ROWS - 2, INT32_MAX}[i];
    expect_error(&attention, &info, &c, "positions outside the cache");
  }
  last[1] = ROWS;
  for (size_t i = 0; i < INPUTS; i++) {
    OrtKernelContext wrong = c;
    OrtValue *value = &wrong.inputs[i];
    value->dims[value->rank - 1] -= 1;
    expect_error(&attention, &info, &wrong, "inputs that do not fit");
  }
  OrtKernelContext wrong = c;
  wrong.inputs[COS].dims[0] = wrong.inputs[SIN].dims[0] = ROWS;
  expect_error(&attention, &info, &wrong, "positions outside the tables");
  wrong = c;
  wrong.inputs[SIN] = (OrtValue){0};
  expect_error(&attention, &info, &wrong, "cosines alone");
  wrong = c;
  wrong.output_count = 1;
  expect_error(&attention, &info, &wrong, "keys and no place for them");
  const Attribute nonsense[] = {INT("heads", 3),      INT("kv_heads", 0),        INT("window", -1),
                                INT("chunked", 1),    REAL("softcap", -1),       REAL("softcap", __builtin_nanf("")),
                                INT("window", 1ll << 40)};
  for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
    const OrtKernelInfo other = with(info, nonsense[i]);
    expect_error(&attention, &other, &c, nonsense[i].name);
  }
  free_all(&c);
}

void test_attention_operator(uint64_t seed, Digest *digest) {
  Random random = {seed};
  test_forms(&random, digest);
  test_inactive(&random, digest);
  test_base(&random, digest);
  test_refusals(&random);
}

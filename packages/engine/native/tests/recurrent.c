/* Operators with a state: all rows at once, and a few at a time; sequences of a batch, and one alone. */
#include <stdlib.h>
#include <string.h>

#include "operators/gated-delta.h"
#include "operators/selective-scan.h"
#include "operators/short-conv.h"
#include "tests/operator-testing.h"

/* What an input is: rows of each sequence, its state, seqlens_k, or the same for all. */
enum { ROWS = 'r', STATE = 's', SEQLENS = 'n', SHARED = 'w' };

typedef struct {
  const OrtCustomOp *op;
  OrtKernelInfo info;
  const char *kinds;
  /* Shapes for one sequence and one row; a rank of 0 is an absent input. */
  OrtValue shapes[9];
} Case;

/* Rows `[from, from + rows)` of sequence b of an input for several. */
static OrtValue part_of(const Case *c, size_t i, const OrtValue *value, size_t b, size_t from, size_t rows) {
  OrtValue part = *value;
  if (!value->rank) return part;
  if (c->kinds[i] != SHARED) part.dims[0] = 1;
  if (c->kinds[i] == ROWS) part.dims[1] = (int64_t)rows;
  const size_t count = element_count(&part);
  part.data = buffer(count * sizeof(float));
  size_t at = 0;
  if (c->kinds[i] != SHARED) at = b * (element_count(value) / (size_t)value->dims[0]);
  if (c->kinds[i] == ROWS) at += from * (rows ? count / rows : 0);
  memcpy(part.data, (float *)value->data + at, count * sizeof(float));
  return part;
}

/* A sequence alone, a few rows at a time, in place, gives the bits of its part of `whole`. */
static void test_alone(const Case *c, const OrtKernelContext *whole, size_t b, size_t rows, Random *random) {
  const size_t width = element_count(&whole->outputs[0]) / 2 / rows;
  const float *y = (const float *)whole->outputs[0].data + b * rows * width;
  OrtValue state = {0};
  for (size_t from = 0, some; from < rows; from += some) {
    some = 1 + random_below(random, rows - from < 4 ? rows - from : 4);
    OrtKernelContext alone = {.input_count = whole->input_count, .output_count = 2};
    for (size_t i = 0; i < whole->input_count; i++) {
      if (c->kinds[i] == STATE && from > 0) alone.inputs[i] = state;
      else alone.inputs[i] = part_of(c, i, &whole->inputs[i], b, from, some);
      if (c->kinds[i] == SEQLENS) *(int32_t *)alone.inputs[i].data = (int32_t)(from + some) - 1;
      if (c->kinds[i] == STATE) alone.outputs[1].data = alone.inputs[i].data;
    }
    const char *complaint = run_operator(c->op, &c->info, &alone);
    check(!complaint, "%s: %s", c->op->name(c->op), complaint);
    check(same_floats(alone.outputs[0].data, y + from * width, some * width), "%s: rows %zu to %zu differ alone",
          c->op->name(c->op), from, from + some);
    state = alone.outputs[1];
    for (size_t i = 0; i < alone.input_count; i++) {
      if (c->kinds[i] != STATE) free(alone.inputs[i].data);
    }
    free(alone.outputs[0].data);
  }
  const size_t size = element_count(&state);
  check(same_floats(state.data, (const float *)whole->outputs[1].data + b * size, size), "%s: the states differ",
        c->op->name(c->op));
  free(state.data);
}

/* With the first sequence inactive, the other one is the same, and the first one's state stays. */
static void test_inactive(const Case *c, const OrtKernelContext *whole, size_t state, size_t seqlens) {
  OrtKernelContext other = *whole;
  other.outputs[0] = other.outputs[1] = (OrtValue){0};
  int32_t *last = whole->inputs[seqlens].data;
  const int32_t before = last[0];
  last[0] = -1;
  const char *complaint = run_operator(c->op, &c->info, &other);
  last[0] = before;
  check(!complaint, "%s: %s", c->op->name(c->op), complaint);
  const size_t half = element_count(&other.outputs[0]) / 2, size = element_count(&other.outputs[1]) / 2;
  const float *y = other.outputs[0].data, *present = other.outputs[1].data;
  for (size_t i = 0; i < half; i++) check(y[i] == 0, "%s: an inactive sequence gives a number", c->op->name(c->op));
  check(same_floats(y + half, (const float *)whole->outputs[0].data + half, half) &&
            same_floats(present + size, (const float *)whole->outputs[1].data + size, size),
        "%s: an inactive sequence changes another", c->op->name(c->op));
  check(memcmp(present, whole->inputs[state].data, size * sizeof(float)) == 0, "%s: an inactive state changes",
        c->op->name(c->op));
  free(other.outputs[0].data);
  free(other.outputs[1].data);
}

static void test_errors(const Case *c, const OrtKernelContext *whole, size_t seqlens) {
  int32_t *last = whole->inputs[seqlens].data;
  const int32_t before = last[1];
  last[1] = 0;
  if (before > 0) expect_error(c->op, &c->info, whole, "fewer tokens than rows");
  last[1] = before;
  for (size_t i = 0; i < whole->input_count; i++) {
    if (!whole->inputs[i].rank) continue;
    OrtKernelContext wrong = *whole;
    OrtValue *value = &wrong.inputs[i];
    value->dims[value->rank - 1] -= 1;
    expect_error(c->op, &c->info, &wrong, "inputs that do not fit");
  }
}

static void test_case(const Case *c, size_t rows, Random *random, Digest *digest) {
  OrtKernelContext whole = {.input_count = strlen(c->kinds), .output_count = 2};
  size_t state = 0, seqlens = 0;
  for (size_t i = 0; i < whole.input_count; i++) {
    const OrtValue *s = &c->shapes[i];
    if (!s->rank) continue;
    const int64_t first = c->kinds[i] == SHARED ? s->dims[0] : 2;
    const int64_t second = c->kinds[i] == ROWS ? (int64_t)rows : s->dims[1];
    whole.inputs[i] = random_tensor(random, s->rank, first, second, s->dims[2], s->dims[3]);
    if (c->kinds[i] == STATE) state = i;
    if (c->kinds[i] == SEQLENS) seqlens = i;
  }
  /* Both begin: what the state holds must not matter. */
  float *const old = whole.inputs[state].data;
  for (size_t i = 0; i < element_count(&whole.inputs[state]); i += 3) old[i] = __builtin_nanf("");
  int32_t *const last = whole.inputs[seqlens].data;
  last[0] = last[1] = (int32_t)rows - 1;
  digest_outputs(c->op, &c->info, &whole, digest);
  const float *y = whole.outputs[0].data;
  for (size_t i = 0; i < element_count(&whole.outputs[0]); i++) {
    check(y[i] - y[i] == 0, "%s: a new sequence sees an old state", c->op->name(c->op));
  }
  for (size_t b = 0; b < 2; b++) test_alone(c, &whole, b, rows, random);
  test_inactive(c, &whole, state, seqlens);
  if (element_count(&whole.inputs[state])) test_errors(c, &whole, seqlens);
  free_all(&whole);
}

#define DIMS(rank_, ...) {.rank = rank_, .dims = {__VA_ARGS__}}
#define LENGTHS DIMS(1, 1)

static Case short_convolution(int64_t channels, int64_t taps, const char *activation, int biased) {
  Case c = {.op = &short_conv_operator,
            .info = {{TEXT("activation", activation)}},
            .kinds = "rwwsn",
            .shapes = {DIMS(3, 1, 1, channels), DIMS(2, channels, taps), DIMS(1, channels),
                       DIMS(3, 1, taps - 1, channels), LENGTHS}};
  if (!biased) c.shapes[2].rank = 0;
  return c;
}

static Case delta(int64_t key_heads, int64_t key_dim, int64_t heads, int64_t dim, const char *repeat, int gates) {
  return (Case){.op = &gated_delta_operator,
                .info = {{REAL("scale", 0.3f), TEXT("repeat", repeat)}},
                .kinds = "rrrrrsn",
                .shapes = {DIMS(4, 1, 1, key_heads, key_dim), DIMS(4, 1, 1, key_heads, key_dim),
                           DIMS(4, 1, 1, heads, dim),
                           {.rank = gates ? 4 : 3, .dims = {1, 1, heads, key_dim}}, DIMS(3, 1, 1, heads),
                           DIMS(4, 1, heads, key_dim, dim), LENGTHS}};
}

/* `each`: a has a value for each element of state. */
static Case scan(int64_t heads, int64_t dim, int64_t groups, int64_t state, int each, int optional) {
  Case c = {.op = &selective_scan_operator,
            .kinds = "rrwrrwwsn",
            .shapes = {DIMS(4, 1, 1, heads, dim), DIMS(3, 1, 1, heads), {.rank = each ? 2 : 1, .dims = {heads, state}},
                       DIMS(4, 1, 1, groups, state), DIMS(4, 1, 1, groups, state), DIMS(1, heads), DIMS(1, heads),
                       DIMS(4, 1, heads, dim, state), LENGTHS}};
  if (!optional) c.shapes[5].rank = c.shapes[6].rank = 0;
  return c;
}

void test_recurrent(uint64_t seed, Digest *digest) {
  const Case cases[] = {short_convolution(100, 4, "silu", 1),  short_convolution(130, 3, "", 0),
                        short_convolution(16, 1, "silu", 0),   short_convolution(5, 7, "", 1),
                        delta(2, 24, 4, 40, "tiled", 0),       delta(2, 17, 4, 64, "interleaved", 0),
                        delta(3, 32, 3, 32, "interleaved", 1), delta(1, 5, 2, 7, "tiled", 1),
                        scan(6, 40, 2, 17, 0, 1),              scan(4, 64, 1, 32, 0, 0),
                        scan(70, 1, 1, 16, 1, 1),              scan(64, 1, 1, 5, 1, 0)};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    Random random = {seed + i};
    test_case(&cases[i], 1, &random, digest);
    test_case(&cases[i], 13, &random, digest);
  }
  const OrtKernelInfo wrong = {{REAL("scale", 1), TEXT("repeat", "mirrored")}};
  expect_error(&gated_delta_operator, &wrong, &(OrtKernelContext){0}, "a repeat that there is not");
}

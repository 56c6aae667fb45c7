/* Mixtures of experts: products with chosen matrices are BlockLinear's, choices are sound whatever the logits. */
#include <stdlib.h>
#include <string.h>

#include "formats/pack.h"
#include "operators/block-linear.h"
#include "operators/expert-linear.h"
#include "operators/expert-plan.h"
#include "operators/route.h"
#include "operators/weighted-sum.h"
#include "tests/operator-testing.h"

enum { EXPERTS = 5, USED = 4, N = 40 };

/* `count` matrices [N, k] one behind the other. */
static OrtValue packed_matrices(Random *random, int type, size_t k, size_t count) {
  const Format *f = format_of(type);
  const size_t groups = (N + GROUP - 1) / GROUP, bytes = groups * packed_group_bytes(type, k);
  const size_t from = f ? N * k / (size_t)f->block * (size_t)f->block_bytes : N * k * (type == 0 ? 4 : 2);
  OrtValue value = {.rank = 1, .dims = {(int64_t)(count * bytes)}, .data = buffer(count * bytes)};
  uint8_t *matrix = buffer(from);
  for (size_t e = 0; e < count; e++) {
    uint8_t *to = (uint8_t *)value.data + e * bytes;
    if (f) {
      random_blocks(random, f, 0, N * k / (size_t)f->block, matrix);
      pack_blocks(f, matrix, N, k, to);
    } else {
      for (size_t i = 0; i < from / 4 && type == 0; i++) ((float *)matrix)[i] = random_float(random);
      /* Halves about 1/4. */
      for (size_t i = 0; i < from / 2 && type == 1; i++) ((uint16_t *)matrix)[i] = random_bits(random) % 2048 + 0x3000;
      pack_floats(type, matrix, N, k, to);
    }
  }
  free(matrix);
  return value;
}

typedef struct {
  int type;
  int64_t k, tokens;
  int own;    /* a row of x for each choice */
  int chosen; /* else all experts */
  int gated, biased;
} Case;

/* Rows of x times the matrix of one expert. */
static float *multiply_all(const OrtKernelInfo *info, const OrtKernelContext *c, size_t expert) {
  OrtKernelContext one = {.input_count = 3, .output_count = 1, .inputs = {c->inputs[0], c->inputs[1]}};
  one.inputs[1].dims[0] /= EXPERTS;
  one.inputs[1].data = (uint8_t *)c->inputs[1].data + expert * (size_t)one.inputs[1].dims[0];
  if (c->inputs[3].rank) {
    one.inputs[2] = (OrtValue){.rank = 1, .dims = {N}, .data = (float *)c->inputs[3].data + expert * N};
  }
  const char *complaint = run_operator(&block_linear, info, &one);
  check(!complaint, "BlockLinear: %s", complaint);
  return one.outputs[0].data;
}

static void test_products(const OrtKernelInfo *info, const OrtKernelContext *c, size_t used) {
  const OrtValue *x = &c->inputs[0];
  const size_t choices = element_count(&c->outputs[0]) / N, rows = element_count(x) / (size_t)x->dims[x->rank - 1];
  const int32_t *ids = c->inputs[2].data;
  const float *y = c->outputs[0].data;
  for (size_t e = 0; e < EXPERTS; e++) {
    float *all = multiply_all(info, c, e);
    for (size_t i = 0; i < choices; i++) {
      if ((ids ? (size_t)ids[i] : i % used) != e) continue;
      check(same_floats(y + i * N, all + i / (choices / rows) * N, N), "choice %zu of %zu differs from its product", i,
            choices);
    }
    free(all);
  }
}

static void test_expert_linear(const Case *p, Random *random, Digest *digest) {
  const OrtKernelInfo info = {{INT("K", p->k), INT("N", N), INT("type", p->type), INT("experts", EXPERTS),
                               TEXT("activation", p->gated ? "silu" : "")}};
  const int64_t used = p->chosen ? USED : EXPERTS, width = p->gated ? 2 * p->k : p->k;
  OrtKernelContext c = {.input_count = 4, .output_count = 1};
  if (p->own) c.inputs[0] = random_tensor(random, 3, p->tokens, used, width, 0);
  else c.inputs[0] = random_tensor(random, 2, p->tokens, width, 0, 0);
  c.inputs[1] = packed_matrices(random, p->type, (size_t)p->k, EXPERTS);
  if (p->chosen) c.inputs[2] = tensor(2, p->tokens, used, 0, 0);
  if (p->biased) c.inputs[3] = random_tensor(random, 2, EXPERTS, N, 0, 0);
  /* Unevenly: expert 3 is hardly ever chosen, and may be twice. */
  int32_t *const ids = c.inputs[2].data;
  for (int64_t i = 0; ids && i < p->tokens * used; i++) {
    ids[i] = (int32_t)random_below(random, EXPERTS);
    if (ids[i] == 3) ids[i] = (int32_t)random_below(random, EXPERTS);
  }
  digest_outputs(&expert_linear, &info, &c, digest);
  const OrtValue *y = &c.outputs[0];
  check(y->rank == 3 && y->dims[1] == used && y->dims[2] == N, "a product of wrong shape");
  test_products(&info, &c, (size_t)used);
  for (size_t i = 0; i < 4; i++) {
    /* Fewer choices of the same row are sound. */
    if (!c.inputs[i].rank || (i == 2 && !p->own)) continue;
    OrtKernelContext wrong = c;
    wrong.inputs[i].dims[wrong.inputs[i].rank - 1] -= 1;
    expect_error(&expert_linear, &info, &wrong, "inputs that do not fit");
  }
  for (int i = 0; ids && p->tokens && i < 3; i++) {
    const int32_t id = ids[0];
    ids[0] = (int32_t[]){-1, EXPERTS, INT32_MIN}[i];
    expect_error(&expert_linear, &info, &c, "an expert that there is not");
    ids[0] = id;
  }
  free_all(&c);
}

typedef struct {
  const ExpertPlan *plan;
  uint8_t *taken; /* [chosen][groups] */
} Taking;

static void take(void *data, ExpertPart p) {
  const Taking *t = data;
  for (size_t g = p.group; g < p.end; g++) t->taken[(size_t)(p.chosen - t->plan->chosen) * t->plan->groups + g]++;
}

/* Whatever the number of tasks, each choice and each group of a chosen expert's matrix is taken once. */
static void test_plan(Random *random) {
  const size_t choices = 1 + random_below(random, 50), experts = 1 + random_below(random, 20);
  const size_t groups = 1 + random_below(random, 30);
  int32_t *ids = buffer(choices * sizeof *ids);
  for (size_t i = 0; i < choices; i++) ids[i] = (int32_t)random_below(random, experts);
  void *memory = buffer(expert_plan_bytes(choices, experts));
  const ExpertPlan plan = plan_experts(memory, ids, choices, experts, groups);
  size_t rows = 0;
  for (size_t i = 0; i < plan.count; i++) {
    const ChosenExpert *e = &plan.chosen[i];
    check(e->first == rows, "rows of a chosen expert lie apart");
    for (size_t j = 0; j < e->rows; j++, rows++) {
      check(ids[plan.order[rows]] == (int32_t)e->expert, "a choice is another expert's");
      check(j == 0 || plan.order[rows] > plan.order[rows - 1], "choices are not ascending");
    }
  }
  check(rows == choices, "%zu of %zu choices are planned", rows, choices);
  for (size_t tasks = 1; tasks < 70; tasks += 1 + tasks / 3) {
    Taking t = {&plan, buffer(plan.count * groups)};
    memset(t.taken, 0, plan.count * groups);
    for (size_t i = 0; i < tasks; i++) for_expert_parts(&plan, i, tasks, take, &t);
    for (size_t i = 0; i < plan.count * groups; i++) check(t.taken[i] == 1, "a group is taken %d times", t.taken[i]);
    free(t.taken);
  }
  free(memory);
  free(ids);
}

/* `wild`: any floats. */
static void test_route(Random *random, const char *gating, int64_t experts, int64_t used, int64_t groups, int wild,
                       Digest *digest) {
  const OrtKernelInfo info = {{INT("used", used), TEXT("gating", gating), INT("groups", groups),
                               INT("groups_used", groups > 2 ? groups - 1 : 1), INT("normalise", random_below(random, 2)),
                               REAL("scale", 2.5f)}};
  enum { TOKENS = 9 };
  OrtKernelContext c = {.input_count = 2, .output_count = 2};
  c.inputs[0] = random_tensor(random, 2, TOKENS, experts, 0, 0);
  if (random_below(random, 2)) c.inputs[1] = random_tensor(random, 1, experts, 0, 0, 0);
  float *const logits = c.inputs[0].data;
  for (int i = 0; wild && i < TOKENS * experts; i++) {
    const uint32_t bits = random_bits(random);
    if (random_below(random, 3) == 0) memcpy(&logits[i], &bits, sizeof bits);
  }
  for (int64_t i = 0; wild && i < experts; i++) logits[i] = __builtin_nanf("");
  digest_outputs(&route_operator, &info, &c, digest);
  const int32_t *ids = c.outputs[0].data;
  for (int t = 0; t < TOKENS; t++, ids += used) {
    for (int64_t i = 0; i < used; i++) {
      check(ids[i] >= 0 && ids[i] < experts, "the router chooses expert %d of %d", ids[i], (int)experts);
      for (int64_t j = 0; j < i; j++) check(ids[i] != ids[j], "the router chooses expert %d twice", ids[i]);
    }
  }
  OrtKernelContext wrong = c;
  wrong.inputs[0].dims[1] = used - 1;
  expect_error(&route_operator, &info, &wrong, "too few experts");
  free_all(&c);
}

static void test_weighted_sum(Random *random, int64_t used, int64_t n, Digest *digest) {
  OrtKernelContext c = {.input_count = 2, .output_count = 1};
  c.inputs[0] = random_tensor(random, 3, 7, used, n, 0);
  c.inputs[1] = random_tensor(random, 2, 7, used, 0, 0);
  digest_outputs(&weighted_sum_operator, &(OrtKernelInfo){0}, &c, digest);
  check(c.outputs[0].rank == 2 && c.outputs[0].dims[1] == n, "a sum of wrong shape");
  c.inputs[1].dims[1] -= 1;
  expect_error(&weighted_sum_operator, &(OrtKernelInfo){0}, &c, "too few weights");
  free_all(&c);
}

void test_experts(uint64_t seed, Digest *digest) {
  static const Case cases[] = {
      {12, 512, 1, 0, 1, 0, 0}, {12, 256, 40, 0, 1, 0, 1}, {12, 256, 30, 1, 1, 1, 0}, {8, 96, 3, 1, 1, 0, 1},
      {8, 64, 50, 0, 1, 1, 0},  {14, 256, 7, 0, 1, 0, 0},  {14, 512, 20, 1, 0, 0, 0}, {3, 32, 11, 1, 0, 0, 1},
      {13, 256, 1, 1, 0, 0, 0}, {0, 24, 9, 0, 1, 0, 0},    {1, 40, 33, 1, 1, 1, 1},   {1, 7, 1, 1, 0, 0, 0},
      {0, 50, 60, 1, 0, 0, 0},  {12, 256, 0, 0, 1, 0, 0},
      {12, 4096, 12, 0, 1, 0, 1}, {8, 4096, 3, 1, 1, 0, 0}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    Random random = {seed + i};
    test_expert_linear(&cases[i], &random, digest);
  }
  for (size_t i = 0; i < 10; i++) test_plan(&(Random){seed + i});
  static const char *const gatings[] = {"softmax", "sigmoid", "sqrt_softplus", "softmax_after", "sigmoid_after"};
  for (size_t i = 0; i < 10; i++) {
    Random random = {seed + i};
    test_route(&random, gatings[i / 2], 30, 1 + (int64_t)random_below(&random, 30), 1, i % 2, digest);
    test_route(&random, gatings[i / 2], 32, 8, i % 2 ? 4 : 32, i % 2, digest);
  }
  Random random = {seed};
  test_weighted_sum(&random, 1, 5, digest);
  test_weighted_sum(&random, 8, 100, digest);
  const OrtKernelInfo wrong = {{INT("used", 2), TEXT("gating", "softest")}};
  expect_error(&route_operator, &wrong, &(OrtKernelContext){0}, "a gating that there is not");
}

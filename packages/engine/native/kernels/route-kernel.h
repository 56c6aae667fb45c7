/* route.h for one token. */
#ifndef CRIA_ROUTE_KERNEL_H
#define CRIA_ROUTE_KERNEL_H

#include "kernels/activate.h"
#include "kernels/route.h"
#include "kernels/softplus.h"

/* y may be x. Lane i sums the elements i, i + 16, ... */
static void softmax(const float *x, size_t count, float *y) {
  float max = -__builtin_inff();
  for (size_t i = 0; i < count; i++) max = x[i] > max ? x[i] : max;
  f32x16 sum = splat(0);
  for (size_t i = 0; i < count; i += LANES) {
    float e[LANES];
    store_f32x16(e, exponential(load_some(x + i, count - i) - splat(max)));
    sum += load_some(e, count - i);
    store_some(y + i, load_f32x16(e), count - i);
  }
  const f32x16 all = splat(sum_lanes(sum));
  for (size_t i = 0; i < count; i += LANES) store_some(y + i, load_some(y + i, count - i) / all, count - i);
}

INLINE f32x16 gating_of(Gating gating, f32x16 x) {
  switch (gating) {
    case GATING_sigmoid:
    case GATING_sigmoid_after: return logistic_unit(splat(1), x);
    case GATING_sqrt_softplus: return __builtin_elementwise_sqrt(softplus(x));
    default: return x;
  }
}

static void gate_all(Gating gating, const float *x, size_t count, float *y) {
  for (size_t i = 0; i < count; i += LANES) store_some(y + i, gating_of(gating, load_some(x + i, count - i)), count - i);
}

/* The ids of the `used` largest of `count` scores, none of which is NaN, and those themselves. */
static void choose_largest(const float *scores, size_t count, size_t used, int32_t *ids, float *largest) {
  size_t found = 0;
  for (size_t i = 0; i < count; i++) {
    const float score = scores[i];
    if (found == used && !(score > largest[used - 1])) continue;
    size_t at = found < used ? found++ : used - 1;
    for (; at > 0 && score > largest[at - 1]; at--) {
      largest[at] = largest[at - 1];
      ids[at] = ids[at - 1];
    }
    largest[at] = score;
    ids[at] = (int32_t)i;
  }
}

/* Scores outside the chosen groups become -infinity. `memory` is for 3 * groups. */
static void keep_groups(const Route *r, float *scores, float *memory) {
  const size_t size = r->experts / r->groups;
  float *sums = memory, *largest = memory + r->groups;
  int32_t *chosen = (int32_t *)(memory + 2 * r->groups);
  for (size_t g = 0; g < r->groups; g++) {
    int32_t ids[2];
    float best[2] = {0, 0};
    choose_largest(scores + g * size, size, size < 2 ? size : 2, ids, best);
    sums[g] = best[0] + best[1];
  }
  choose_largest(sums, r->groups, r->groups_used, chosen, largest);
  for (size_t g = 0; g < r->groups; g++) {
    int kept = 0;
    for (size_t i = 0; i < r->groups_used; i++) kept |= chosen[i] == (int32_t)g;
    for (size_t i = 0; i < size && !kept; i++) scores[g * size + i] = -__builtin_inff();
  }
}

static void route(const Route *r, const float *logits, float *scratch, int32_t *ids, float *weights) {
  const size_t experts = r->experts, used = r->used, room = route_scratch(experts) / 5;
  float *p = scratch, *scores = scratch + room, *memory = scores + room;
  const int after = r->gating == GATING_softmax_after || r->gating == GATING_sigmoid_after;
  if (after) memcpy(p, logits, experts * sizeof *p);
  else if (r->gating == GATING_softmax) softmax(logits, experts, p);
  else gate_all(r->gating, logits, experts, p);
  for (size_t i = 0; i < experts; i++) {
    const float score = r->bias ? p[i] + r->bias[i] : p[i];
    scores[i] = score == score ? score : -__builtin_inff();
  }
  if (r->groups > 1) keep_groups(r, scores, memory);
  choose_largest(scores, experts, used, ids, memory);
  for (size_t i = 0; i < used; i++) weights[i] = p[ids[i]];
  if (r->gating == GATING_softmax_after) softmax(weights, used, weights);
  else if (after) gate_all(r->gating, weights, used, weights);
  float sum = 0;
  for (size_t i = 0; i < used; i++) sum += weights[i];
  const float by = sum < 0x1p-14f ? 0x1p-14f : sum;
  for (size_t i = 0; i < used; i++) weights[i] = (r->normalise ? weights[i] / by : weights[i]) * r->scale;
}

#endif

#include "operators/expert-plan.h"

#include <string.h>

/* Reading and unpacking a group of weights costs about as much as multiplying it by so many rows. */
enum { UNPACKING = 4 };

size_t expert_plan_bytes(size_t choices, size_t experts) {
  const size_t most = choices < experts ? choices : experts;
  return most * sizeof(ChosenExpert) + (experts + choices) * sizeof(uint32_t);
}

static size_t expert_of(const int32_t *ids, size_t choice, size_t experts) {
  return ids ? (size_t)ids[choice] : choice % experts;
}

ExpertPlan plan_experts(void *memory, const int32_t *ids, size_t choices, size_t experts, size_t groups) {
  const size_t most = choices < experts ? choices : experts;
  ExpertPlan plan = {.chosen = memory, .groups = groups};
  uint32_t *next = (uint32_t *)(plan.chosen + most);
  plan.order = next + experts;
  memset(next, 0, experts * sizeof *next);
  for (size_t c = 0; c < choices; c++) next[expert_of(ids, c, experts)]++;
  for (size_t e = 0, first = 0; e < experts; e++) {
    const size_t rows = next[e];
    next[e] = (uint32_t)first;
    if (rows == 0) continue;
    plan.chosen[plan.count++] =
        (ChosenExpert){.expert = e, .first = first, .rows = rows, .cost = rows + UNPACKING, .before = plan.cost};
    plan.cost += (rows + UNPACKING) * groups;
    first += rows;
  }
  for (size_t c = 0; c < choices; c++) plan.order[next[expert_of(ids, c, experts)]++] = (uint32_t)c;
  return plan;
}

/* The first group of an expert that does not begin before this cost. */
static size_t group_at(const ExpertPlan *plan, const ChosenExpert *e, uint64_t cost) {
  if (cost <= e->before) return 0;
  const uint64_t group = (cost - e->before + e->cost - 1) / e->cost;
  return group < plan->groups ? (size_t)group : plan->groups;
}

void for_expert_parts(const ExpertPlan *plan, size_t index, size_t tasks, void (*part)(void *data, ExpertPart p),
                      void *data) {
  const uint64_t from = plan->cost * index / tasks, to = plan->cost * (index + 1) / tasks;
  for (size_t i = 0; i < plan->count && plan->chosen[i].before < to; i++) {
    const ExpertPart p = {&plan->chosen[i], group_at(plan, &plan->chosen[i], from), group_at(plan, &plan->chosen[i], to)};
    if (p.group < p.end) part(data, p);
  }
}

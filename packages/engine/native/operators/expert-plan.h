/* Which choices fell on which expert, and how products with their matrices are split into tasks of equal cost. */
#ifndef CRIA_EXPERT_PLAN_H
#define CRIA_EXPERT_PLAN_H

#include <stddef.h>
#include <stdint.h>

/* An expert that was chosen. */
typedef struct {
  size_t expert;
  /* Its choices are order[first] to order[first + rows - 1]. */
  size_t first, rows;
  /* Cost of a group of its matrix, and of all groups of those before. */
  uint64_t cost, before;
} ChosenExpert;

typedef struct {
  /* Choices by expert, ascending within each. */
  uint32_t *order;
  ChosenExpert *chosen;
  size_t count; /* of chosen */
  size_t groups;
  uint64_t cost; /* of all */
} ExpertPlan;

/* Bytes of working memory. */
size_t expert_plan_bytes(size_t choices, size_t experts);

/*
 * Plans for matrices of so many groups of 16 columns. `ids` [choices] are below `experts`; where it is NULL, choice i is
 * expert i % experts.
 */
ExpertPlan plan_experts(void *memory, const int32_t *ids, size_t choices, size_t experts, size_t groups);

/* Some groups of one expert's matrix. */
typedef struct {
  const ChosenExpert *chosen;
  size_t group, end;
} ExpertPart;

/*
 * Calls part(data, p) for the parts that task `index` of so many takes. Together, the tasks take all groups of all chosen
 * experts once.
 */
void for_expert_parts(const ExpertPlan *plan, size_t index, size_t tasks, void (*part)(void *data, ExpertPart p),
                      void *data);

#endif

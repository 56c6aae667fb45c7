/*
 * The choice of experts for a token, as in llama.cpp's build_moe_ffn (src/llama-graph.cpp):
 *   p = softmax, sigmoid or sqrt(softplus) of the logits, or the logits themselves where the function comes after
 *   experts are chosen by p + bias, in descending order, the lower id first among equals; where there are groups, only
 *   from those whose two best experts have the largest sum
 *   weights = p of the chosen ones, or softmax or sigmoid over them; then divided by their sum, if that is wanted, which
 *   counts as 2^-14 where it is smaller; then times scale
 * What is NaN is chosen last.
 */
#ifndef CRIA_ROUTE_H
#define CRIA_ROUTE_H

#include <stddef.h>
#include <stdint.h>

/* Names as the attribute has them. */
#define GATINGS(X) X(softmax) X(sigmoid) X(sqrt_softplus) X(softmax_after) X(sigmoid_after)

#define GATING(name) GATING_##name,
typedef enum { GATINGS(GATING) GATING_COUNT } Gating;
#undef GATING

typedef struct {
  size_t experts, used;
  size_t groups, groups_used; /* 1 and 1 for none */
  Gating gating;
  int normalise;
  float scale;
  const float *bias; /* [experts], or NULL */
} Route;

/* Floats of working memory. */
static inline size_t route_scratch(size_t experts) { return 5 * ((experts + 15) / 16 * 16); }

#endif

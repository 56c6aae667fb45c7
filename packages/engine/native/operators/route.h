#ifndef CRIA_ROUTE_OPERATOR_H
#define CRIA_ROUTE_OPERATOR_H

#include "ort/ort.h"

/*
 * cria.Route(logits f32 [..., experts], bias? f32 [experts]) -> (ids i32 [..., used], weights f32 [..., used])
 * kernels/route.h for each token; bias counts for the choice only.
 * Attributes: used; gating, "softmax" (the default), "sigmoid", "sqrt_softplus", or over the chosen logits
 * "softmax_after", "sigmoid_after"; optional are normalise (1: divide weights by their sum), scale (float, 1), groups
 * (neighbouring experts are one, 1) and groups_used (1).
 */
extern const OrtCustomOp route_operator;

#endif

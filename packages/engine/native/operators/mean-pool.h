#ifndef CRIA_MEAN_POOL_H
#define CRIA_MEAN_POOL_H

#include "ort/ort.h"

/*
 * cria.MeanPool(x f32 [1, rows, width], starts i32 [texts + 1]) -> f32 [1, texts, width]
 *
 * The mean of each text's rows (operators/texts.h): x_0 + x_1 + ... in their order, times 1 / rows.
 */
extern const OrtCustomOp mean_pool;

#endif

/* Texts that lie one behind the other in the rows of one batch. */
#ifndef CRIA_TEXTS_H
#define CRIA_TEXTS_H

#include "ort/operator.h"

typedef struct {
  size_t count;
  /* [count + 1]: text t has the rows `[starts[t], starts[t + 1])`. */
  const int32_t *starts;
} Texts;

/* Input `index`: starts of texts, none of them empty, that are `rows` rows together. */
OrtStatus *get_texts(const OrtApi *api, OrtKernelContext *context, size_t index, size_t rows, Texts *out);

static inline size_t length_of(const Texts *texts, size_t t) { return (size_t)(texts->starts[t + 1] - texts->starts[t]); }

/* The text that a row belongs to. */
size_t text_of(const Texts *texts, size_t row);

#endif

/*
 * What operators with a state per sequence share: seqlens_k i32 [batch], the tokens of each sequence after this call,
 * minus one.
 */
#ifndef CRIA_SEQUENCES_H
#define CRIA_SEQUENCES_H

#include "ort/operator.h"

typedef struct {
  const int32_t *last; /* [batch] */
  size_t rows;         /* of each sequence in this call */
} Sequences;

/* Input `index` as seqlens_k; an error when it is of another size, or counts fewer tokens than there are rows. */
OrtStatus *get_sequences(const OrtApi *api, OrtKernelContext *context, size_t index, size_t batch, size_t rows,
                         Sequences *out);

/* A sequence with a negative length takes no part: its rows are zeros, and its state stays. */
static inline int is_active(const Sequences *s, size_t b) { return s->last[b] >= 0; }

/* Whether no token came before this call. */
static inline int is_new(const Sequences *s, size_t b) { return (int64_t)s->last[b] + 1 == (int64_t)s->rows; }

/* Makes `present`, `count` floats, what `past` is (it may be the same memory), or zeros where the sequence is new. */
void begin_state(const Sequences *s, size_t b, const float *past, float *present, size_t count);

#endif

#include "operators/sequences.h"

#include <string.h>

OrtStatus *get_sequences(const OrtApi *api, OrtKernelContext *context, size_t index, size_t batch, size_t rows,
                         Sequences *out) {
  const void *data;
  Shape shape;
  TRY(get_input(api, context, index, &data, &shape));
  if (!data || shape.count != batch) return invalid(api, "seqlens_k of wrong size");
  *out = (Sequences){data, rows};
  for (size_t b = 0; b < batch; b++) {
    if (is_active(out, b) && (int64_t)out->last[b] + 1 < (int64_t)rows) {
      return invalid(api, "seqlens_k counts fewer tokens than there are rows");
    }
  }
  return NULL;
}

void begin_state(const Sequences *s, size_t b, const float *past, float *present, size_t count) {
  if (is_active(s, b) && is_new(s, b)) memset(present, 0, count * sizeof(float));
  else if (present != past) memcpy(present, past, count * sizeof(float));
}

#include "operators/texts.h"

OrtStatus *get_texts(const OrtApi *api, OrtKernelContext *context, size_t index, size_t rows, Texts *out) {
  const void *data;
  Shape shape;
  TRY(get_input(api, context, index, &data, &shape));
  const int32_t *starts = data;
  if (!data || shape.count < 1 || starts[0] != 0) return invalid(api, "starts of texts begin with 0");
  for (size_t t = 1; t < shape.count; t++) {
    if (starts[t] <= starts[t - 1]) return invalid(api, "a text without rows");
  }
  if ((size_t)starts[shape.count - 1] != rows) return invalid(api, "the last text ends elsewhere than the rows");
  *out = (Texts){shape.count - 1, starts};
  return NULL;
}

size_t text_of(const Texts *texts, size_t row) {
  size_t low = 0, high = texts->count;
  while (high - low > 1) {
    const size_t middle = low + (high - low) / 2;
    if ((size_t)texts->starts[middle] <= row) low = middle;
    else high = middle;
  }
  return low;
}

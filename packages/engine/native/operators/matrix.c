#include "operators/matrix.h"

#include "formats/pack.h"

OrtStatus *read_matrix(const OrtApi *api, const OrtKernelInfo *info, PackedMatrix *matrix) {
  int64_t k, n, type;
  TRY(ort_attribute_int(api)(info, "K", &k));
  TRY(ort_attribute_int(api)(info, "N", &n));
  TRY(ort_attribute_int(api)(info, "type", &type));
  const int64_t most = 1 << 28;
  if (n < 1 || n > most || k < 1 || k > most) return invalid(api, "K and N must be positive");
  matrix->format = format_of((int)type);
  if (!matrix->format && !is_float_type((int)type)) return invalid(api, "type holds no weights");
  if (matrix->format && k % matrix->format->block) return invalid(api, "K must be a multiple of the type's block");
  matrix->k = (size_t)k;
  matrix->n = (size_t)n;
  matrix->type = (int)type;
  matrix->group_bytes = packed_group_bytes((int)type, (size_t)k);
  return NULL;
}

OrtStatus *get_matrix(const OrtApi *api, OrtKernelContext *context, size_t index, const PackedMatrix *matrix,
                      Matrix *out) {
  const void *data;
  Shape shape;
  TRY(get_input(api, context, index, &data, &shape));
  if (shape.count != (matrix->n + GROUP - 1) / GROUP * matrix->group_bytes) return invalid(api, "weights of wrong size");
  *out = (Matrix){.n = matrix->n,
                  .k = matrix->k,
                  .type = matrix->type,
                  .format = matrix->format,
                  .data = data,
                  .group_bytes = matrix->group_bytes};
  return NULL;
}

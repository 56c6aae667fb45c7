#include "ort/operator.h"

#include <stdlib.h>
#include <string.h>

OrtStatus *invalid(const OrtApi *api, const char *message) {
  return ort_create_status(api)(ORT_INVALID_ARGUMENT, message);
}

OrtStatus *out_of_memory(const OrtApi *api) { return ort_create_status(api)(ORT_FAIL, "out of memory"); }

/* Whether it was a success. */
static int succeeded(const OrtApi *api, OrtStatus *status) {
  if (status) ort_release_status(api)(status);
  return !status;
}

void optional_int(const OrtApi *api, const OrtKernelInfo *info, const char *name, int64_t absent, int64_t *out) {
  if (!succeeded(api, ort_attribute_int(api)(info, name, out))) *out = absent;
}

void optional_float(const OrtApi *api, const OrtKernelInfo *info, const char *name, float absent, float *out) {
  if (!succeeded(api, ort_attribute_float(api)(info, name, out))) *out = absent;
}

OrtStatus *optional_text(const OrtApi *api, const OrtKernelInfo *info, const char *name, const char *absent, char *out,
                         size_t size) {
  size_t needed = 0;
  if (!succeeded(api, ort_attribute_string(api)(info, name, NULL, &needed))) {
    memcpy(out, absent, strlen(absent) + 1);
    return NULL;
  }
  if (needed > size) return invalid(api, "an attribute's text is too long");
  return ort_attribute_string(api)(info, name, out, &size);
}

static OrtStatus *shape_of(const OrtApi *api, const OrtValue *value, Shape *shape) {
  OrtTensorTypeAndShapeInfo *info = NULL;
  TRY(ort_shape_info(api)(value, &info));
  OrtStatus *status = ort_rank(api)(info, &shape->rank);
  if (!status && shape->rank > MOST_DIMS) status = invalid(api, "too many dimensions");
  if (!status) status = ort_dims(api)(info, shape->dims, shape->rank);
  if (!status) status = ort_element_count(api)(info, &shape->count);
  ort_release_shape_info(api)(info);
  return status;
}

OrtStatus *get_input(const OrtApi *api, OrtKernelContext *context, size_t index, const void **data, Shape *shape) {
  *data = NULL;
  *shape = (Shape){0};
  size_t count;
  TRY(ort_input_count(api)(context, &count));
  if (index >= count) return NULL;
  const OrtValue *value = NULL;
  TRY(ort_input(api)(context, index, &value));
  if (!value) return NULL;
  TRY(shape_of(api, value, shape));
  return ort_tensor_data(api)((OrtValue *)value, (void **)data);
}

OrtStatus *get_output(const OrtApi *api, OrtKernelContext *context, size_t index, const Shape *shape, void **data) {
  OrtValue *value;
  TRY(ort_output(api)(context, index, shape->dims, shape->rank, &value));
  return ort_tensor_data(api)(value, data);
}

OrtStatus *keep_kernel(const OrtApi *api, const void *kernel, size_t bytes, void **out) {
  *out = malloc(bytes);
  if (!*out) return out_of_memory(api);
  memcpy(*out, kernel, bytes);
  return NULL;
}

OrtStatus *parallel(const OrtApi *api, OrtKernelContext *context, void (*task)(void *, size_t), size_t count,
                    void *data) {
  if (count > 1) return ort_parallel_for(api)(context, task, count, count, data);
  if (count == 1) task(data, 0);
  return NULL;
}

const char *cpu_provider(const OrtCustomOp *op) { return (void)op, "CPUExecutionProvider"; }
int float_output(const OrtCustomOp *op, size_t index) { return (void)op, (void)index, ORT_FLOAT; }
int required(const OrtCustomOp *op, size_t index) { return (void)op, (void)index, ORT_REQUIRED; }
int cpu_memory(const OrtCustomOp *op, size_t index) { return (void)op, (void)index, 0; }
int one(const OrtCustomOp *op) { return (void)op, 1; }
int any_version(const OrtCustomOp *op) { return (void)op, 0x7fffffff; }

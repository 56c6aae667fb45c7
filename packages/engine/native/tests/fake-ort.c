#include "tests/fake-ort.h"

#include <stdlib.h>
#include <string.h>

#include "tests/testing.h"

struct OrtStatus {
  const char *message;
};

size_t element_count(const OrtValue *value) {
  size_t count = value->rank ? 1 : 0;
  for (size_t i = 0; i < value->rank; i++) count *= (size_t)value->dims[i];
  return count;
}

OrtValue tensor(size_t rank, int64_t a, int64_t b, int64_t c, int64_t d) {
  OrtValue value = {.rank = rank, .dims = {a, b, c, d}};
  value.data = buffer(element_count(&value) * sizeof(float));
  return value;
}

static OrtStatus *create_status(int code, const char *message) {
  static OrtStatus status;
  (void)code;
  status.message = message;
  return &status;
}

static const Attribute *attribute_of(const OrtKernelInfo *info, const char *name) {
  for (const Attribute *a = info->attributes; a->name; a++) {
    if (strcmp(a->name, name) == 0) return a;
  }
  return NULL;
}

static OrtStatus *get_float(const OrtKernelInfo *info, const char *name, float *out) {
  const Attribute *a = attribute_of(info, name);
  if (!a) return create_status(ORT_FAIL, name);
  *out = a->real;
  return NULL;
}

static OrtStatus *get_int(const OrtKernelInfo *info, const char *name, int64_t *out) {
  const Attribute *a = attribute_of(info, name);
  if (!a) return create_status(ORT_FAIL, name);
  *out = a->number;
  return NULL;
}

/* As ONNX Runtime: without `out`, only the size. */
static OrtStatus *get_string(const OrtKernelInfo *info, const char *name, char *out, size_t *size) {
  const Attribute *a = attribute_of(info, name);
  if (!a) return create_status(ORT_FAIL, name);
  check(a->text != NULL, "%s is asked for as text", name);
  const size_t needed = strlen(a->text) + 1, room = *size;
  *size = needed;
  if (!out) return NULL;
  if (room < needed) return create_status(ORT_INVALID_ARGUMENT, name);
  memcpy(out, a->text, needed);
  return NULL;
}

static void release_status(OrtStatus *status) { (void)status; }

static OrtStatus *input_count(const OrtKernelContext *c, size_t *out) { return *out = c->input_count, NULL; }
static OrtStatus *output_count(const OrtKernelContext *c, size_t *out) { return *out = c->output_count, NULL; }

static OrtStatus *get_input(const OrtKernelContext *c, size_t index, const OrtValue **out) {
  check(index < c->input_count, "input %zu is asked for", index);
  *out = c->inputs[index].rank ? &c->inputs[index] : NULL;
  return NULL;
}

static OrtStatus *get_output(OrtKernelContext *c, size_t index, const int64_t *dims, size_t rank, OrtValue **out) {
  check(index < c->output_count && rank <= 4, "output %zu is asked for", index);
  OrtValue *value = &c->outputs[index];
  value->rank = rank;
  memcpy(value->dims, dims, rank * sizeof *dims);
  if (!value->data) value->data = buffer(element_count(value) * sizeof(float));
  *out = value;
  return NULL;
}

/* A value describes itself. */
static OrtStatus *shape_info(const OrtValue *value, OrtTensorTypeAndShapeInfo **out) {
  *out = (OrtTensorTypeAndShapeInfo *)value;
  return NULL;
}

static void release_shape_info(OrtTensorTypeAndShapeInfo *info) { (void)info; }

static OrtStatus *rank_of(const OrtTensorTypeAndShapeInfo *info, size_t *out) {
  *out = ((const OrtValue *)info)->rank;
  return NULL;
}

static OrtStatus *dims_of(const OrtTensorTypeAndShapeInfo *info, int64_t *dims, size_t rank) {
  memcpy(dims, ((const OrtValue *)info)->dims, rank * sizeof *dims);
  return NULL;
}

static OrtStatus *count_of(const OrtTensorTypeAndShapeInfo *info, size_t *out) {
  *out = element_count((const OrtValue *)info);
  return NULL;
}

static OrtStatus *data_of(OrtValue *value, void **out) { return *out = value->data, NULL; }

/* In the reverse order: tasks must not depend on each other. */
static OrtStatus *parallel_for(const OrtKernelContext *c, void (*task)(void *, size_t), size_t count, size_t batches,
                               void *data) {
  (void)c, (void)batches;
  while (count-- > 0) task(data, count);
  return NULL;
}

static const struct {
  void *functions[275];
} table = {{
    [0] = create_status,
    [51] = data_of,
    [61] = rank_of,
    [62] = dims_of,
    [64] = count_of,
    [65] = shape_info,
    [85] = get_float,
    [86] = get_int,
    [87] = get_string,
    [88] = input_count,
    [89] = output_count,
    [90] = get_input,
    [91] = get_output,
    [93] = release_status,
    [99] = release_shape_info,
    [274] = parallel_for,
}};

const char *run_operator(const OrtCustomOp *op, const OrtKernelInfo *info, OrtKernelContext *context) {
  void *kernel;
  OrtStatus *status = op->create_kernel_v2(op, (const OrtApi *)&table, info, &kernel);
  if (status) return status->message;
  status = op->compute_v2(kernel, context);
  op->destroy(kernel);
  return status ? status->message : NULL;
}

#include "operators/norm.h"

#include <stdlib.h>

#include "cpu/cpu.h"

/* Elements worth a task of their own. */
enum { TASK_ELEMENTS = 16384 };

OrtStatus *create_norm(const OrtCustomOp *op, const OrtApi *api, const OrtKernelInfo *info, void **out) {
  (void)op;
  NormKernel kernel = {.api = api, .kernels = current_kernels()};
  TRY(ort_attribute_float(api)(info, "epsilon", &kernel.epsilon));
  return keep_kernel(api, &kernel, sizeof kernel, out);
}

void destroy_norm(void *kernel) { free(kernel); }

OrtStatus *get_rows(const OrtApi *api, OrtKernelContext *context, NormRows *rows) {
  const void *x;
  TRY(get_input(api, context, 0, &x, &rows->shape));
  const Shape *shape = &rows->shape;
  if (shape->rank == 0 || shape->dims[shape->rank - 1] < 1) return invalid(api, "rows without elements");
  rows->x = x;
  rows->width = (size_t)shape->dims[shape->rank - 1];
  rows->count = shape->count / rows->width;
  return NULL;
}

OrtStatus *get_row(const OrtApi *api, OrtKernelContext *context, size_t index, const NormRows *rows, const float **out) {
  const void *data;
  Shape shape;
  TRY(get_input(api, context, index, &data, &shape));
  if (data && shape.count != rows->width) return invalid(api, "weight or bias of wrong size");
  *out = data;
  return NULL;
}

typedef struct {
  const NormRows *rows;
  void (*norm)(const void *data, size_t at);
  const void *data;
  size_t rows_per_task;
} Work;

static void task(void *data, size_t index) {
  const Work *w = data;
  const size_t from = index * w->rows_per_task, left = w->rows->count - from;
  const size_t to = left < w->rows_per_task ? w->rows->count : from + w->rows_per_task;
  for (size_t row = from; row < to; row++) w->norm(w->data, row * w->rows->width);
}

OrtStatus *for_rows(const OrtApi *api, OrtKernelContext *context, const NormRows *rows,
                    void (*norm)(const void *data, size_t at), const void *data) {
  Work w = {rows, norm, data, TASK_ELEMENTS / rows->width + 1};
  return parallel(api, context, task, (rows->count + w.rows_per_task - 1) / w.rows_per_task, &w);
}

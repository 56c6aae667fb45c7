#include "operators/fine.h"

/* Elements that a task takes. */
enum { TASK_ELEMENTS = 16384 };

static const ActivationFunction none = {.kind = ACTIVATION_NONE};

typedef struct {
  const Kernels *kernels;
  const ActivationFunction *f;
  const Activations *a;
  const float *x;
  float *rest;
  size_t rows, k, rows_per_task;
} Rest;

/* Rows of f(g) u. */
static void gate_task(void *data, size_t index) {
  const Rest *r = data;
  const size_t from = index * r->rows_per_task, end = from + r->rows_per_task < r->rows ? from + r->rows_per_task : r->rows;
  for (size_t i = from; i < end; i++) {
    const float *at = r->x + i * 2 * r->k;
    r->kernels->activate(r->f, at, at + r->k, r->k, r->rest + i * r->k);
  }
}

/* Rows of x - d q. */
static void rest_task(void *data, size_t index) {
  const Rest *r = data;
  const size_t from = index * r->rows_per_task, end = from + r->rows_per_task < r->rows ? from + r->rows_per_task : r->rows;
  for (size_t i = from; i < end; i++) r->kernels->rest_of(r->a, i, r->x + i * r->k, r->rest + i * r->k);
}

typedef struct {
  const float *more;
  float *y;
  size_t count;
} Sum;

static void add_task(void *data, size_t index) {
  const Sum *s = data;
  const size_t from = index * TASK_ELEMENTS, end = from + TASK_ELEMENTS < s->count ? from + TASK_ELEMENTS : s->count;
  for (size_t i = from; i < end; i++) s->y[i] += s->more[i];
}

static OrtStatus *add_rest(const OrtApi *api, OrtKernelContext *context, const Kernels *kernels, const Matrix *w,
                           const float *rest, float *more, size_t rows, float *y) {
  Matrix unbiased = *w;
  unbiased.bias = NULL;
  TRY(multiply(api, context, kernels, &unbiased, &none, rest, rows, more));
  Sum sum = {.more = more, .y = y, .count = rows * w->n};
  return parallel(api, context, add_task, (sum.count + TASK_ELEMENTS - 1) / TASK_ELEMENTS, &sum);
}

static OrtStatus *multiply_both(const OrtApi *api, OrtKernelContext *context, const Matrix *w, Rest *r, float *more,
                                float *y) {
  const size_t tasks = (r->rows + r->rows_per_task - 1) / r->rows_per_task;
  if (r->f->kind != ACTIVATION_NONE) {
    TRY(parallel(api, context, gate_task, tasks, r));
    r->x = r->rest;
  }
  PreparedRows prepared;
  TRY(prepare_rows(api, context, r->kernels, w, &none, r->x, r->rows, &prepared));
  OrtStatus *status = multiply_prepared(api, context, &prepared, w, y);
  r->a = &prepared.quantised;
  if (!status) status = parallel(api, context, rest_task, tasks, r);
  release_rows(&prepared);
  return status ? status : add_rest(api, context, r->kernels, w, r->rest, more, r->rows, y);
}

OrtStatus *multiply_finely(const OrtApi *api, OrtKernelContext *context, const Kernels *kernels, const Matrix *w,
                           const ActivationFunction *f, const float *x, size_t rows, float *y) {
  Scratch *scratch = take_scratch((rows * w->k + rows * w->n) * sizeof(float));
  if (!scratch) return out_of_memory(api);
  float *const rest = scratch->memory;
  Rest r = {.kernels = kernels, .f = f, .x = x, .rest = rest, .rows = rows, .k = w->k};
  r.rows_per_task = TASK_ELEMENTS / w->k + 1;
  OrtStatus *status = multiply_both(api, context, w, &r, rest + rows * w->k, y);
  give_scratch_back(scratch);
  return status;
}

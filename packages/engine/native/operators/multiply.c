#include "operators/multiply.h"

/* Weight bytes worth a task of their own; more tasks than this are of no use on any number of threads. */
enum { TASK_BYTES = 128 << 10, MOST_TASKS = 64 };

/* With many rows each task's pass over the activations has a price: few, equal tasks. */
enum { MANY_ROWS = 17, TASKS_OF_MANY_ROWS = 16 };

/* A task of the quantisation takes that many blocks of each row of a panel; of panels of few rows, several. */
enum { BLOCKS_PER_TASK = 64, ROWS_PER_TASK = 4 };

/* Elements of a gated row that a task takes. */
enum { GATED_PER_TASK = 16384 };

/* ---- rows ---- */

typedef struct {
  const Kernels *kernels;
  const Activations *a;
  const ActivationFunction *f;
  const float *x;
} Quantisation;

static size_t quantize_tasks_per_panel(const Activations *a) {
  return (a->blocks + BLOCKS_PER_TASK - 1) / BLOCKS_PER_TASK;
}

static size_t panels_per_task(const Activations *a) { return (ROWS_PER_TASK + a->height - 1) / a->height; }

static void quantize_task(void *data, size_t index) {
  const Quantisation *q = data;
  const Activations *a = q->a;
  const size_t per_panel = quantize_tasks_per_panel(a), panels = panels_per_task(a);
  const size_t from = index % per_panel * BLOCKS_PER_TASK;
  const size_t to = from + BLOCKS_PER_TASK < a->blocks ? from + BLOCKS_PER_TASK : a->blocks;
  const size_t first = index / per_panel * panels, end = first + panels;
  for (size_t p = first; p < end && p < a->panels; p++) q->kernels->quantize(a, p, from, to, q->x, q->f);
}

static OrtStatus *prepare_blocks(const OrtApi *api, OrtKernelContext *context, const Kernels *kernels, const Matrix *w,
                                 const ActivationFunction *f, const float *x, int apart, PreparedRows *out) {
  const size_t blocks = w->k / BLOCK;
  ActivationNeeds needs = kernels->needs(w->format, apart ? 1 : out->rows);
  if (apart) needs.panel_rows = 1;
  out->scratch = take_scratch(activations_bytes(out->rows, blocks, &needs));
  if (!out->scratch) return out_of_memory(api);
  out->quantised = arrange_activations(out->scratch->memory, out->rows, blocks, &needs);
  Quantisation q = {.kernels = kernels, .a = &out->quantised, .f = f, .x = x};
  /* A single row takes less time than waking a thread. */
  if (out->rows > 1) {
    const size_t panels = (q.a->panels + panels_per_task(q.a) - 1) / panels_per_task(q.a);
    return parallel(api, context, quantize_task, panels * quantize_tasks_per_panel(q.a), &q);
  }
  kernels->quantize(q.a, 0, 0, blocks, x, f);
  return NULL;
}

typedef struct {
  const Kernels *kernels;
  const ActivationFunction *f;
  const float *x;
  size_t k, tasks_per_row;
  float *out;
} GatedRows;

static void gate_task(void *data, size_t index) {
  const GatedRows *g = data;
  const size_t row = index / g->tasks_per_row, from = index % g->tasks_per_row * GATED_PER_TASK;
  const size_t count = g->k - from < GATED_PER_TASK ? g->k - from : GATED_PER_TASK;
  const float *at = g->x + row * 2 * g->k + from;
  g->kernels->activate(g->f, at, at + g->k, count, g->out + row * g->k + from);
}

static OrtStatus *prepare_floats(const OrtApi *api, OrtKernelContext *context, const Kernels *kernels, const Matrix *w,
                                 const ActivationFunction *f, const float *x, PreparedRows *out) {
  out->floats = x;
  if (f->kind == ACTIVATION_NONE) return NULL;
  GatedRows gating = {.kernels = kernels, .f = f, .x = x, .k = w->k};
  gating.tasks_per_row = (w->k + GATED_PER_TASK - 1) / GATED_PER_TASK;
  out->scratch = take_scratch(out->rows * w->k * sizeof(float));
  if (!out->scratch) return out_of_memory(api);
  out->floats = gating.out = out->scratch->memory;
  return parallel(api, context, gate_task, out->rows * gating.tasks_per_row, &gating);
}

static OrtStatus *prepare(const OrtApi *api, OrtKernelContext *context, const Kernels *kernels, const Matrix *w,
                          const ActivationFunction *f, const float *x, size_t rows, int apart, PreparedRows *out) {
  *out = (PreparedRows){.kernels = kernels, .rows = rows};
  OrtStatus *status = w->format ? prepare_blocks(api, context, kernels, w, f, x, apart, out)
                                : prepare_floats(api, context, kernels, w, f, x, out);
  if (status) release_rows(out);
  return status;
}

OrtStatus *prepare_rows(const OrtApi *api, OrtKernelContext *context, const Kernels *kernels, const Matrix *w,
                        const ActivationFunction *f, const float *x, size_t rows, PreparedRows *out) {
  return prepare(api, context, kernels, w, f, x, rows, 0, out);
}

OrtStatus *prepare_rows_apart(const OrtApi *api, OrtKernelContext *context, const Kernels *kernels, const Matrix *w,
                              const ActivationFunction *f, const float *x, size_t rows, PreparedRows *out) {
  return prepare(api, context, kernels, w, f, x, rows, 1, out);
}

void release_rows(PreparedRows *rows) {
  if (rows->scratch) give_scratch_back(rows->scratch);
  rows->scratch = NULL;
}

/* ---- products ---- */

void multiply_groups(const PreparedRows *rows, const Matrix *w, size_t group, size_t end, float *y) {
  const Kernels *kernels = rows->kernels;
  if (rows->floats) kernels->float_linear(w, rows->floats, 0, rows->rows, group, end, y);
  else kernels->linear(w, &rows->quantised, group, end, y);
}

static size_t groups_of(const Matrix *w) { return (w->n + GROUP - 1) / GROUP; }

size_t groups_per_task(const Matrix *w, size_t rows) {
  const size_t groups = groups_of(w);
  const int many_rows = rows >= MANY_ROWS;
  const size_t most = many_rows ? TASKS_OF_MANY_ROWS : MOST_TASKS;
  size_t tasks = many_rows ? most : groups * w->group_bytes / TASK_BYTES;
  tasks = tasks < 1 ? 1 : tasks > most ? most : tasks;
  return (groups + tasks - 1) / tasks;
}

typedef struct {
  const PreparedRows *rows;
  const Matrix *w;
  float *y;
  size_t groups, groups_per_task;
} Product;

static void multiply_task(void *data, size_t index) {
  const Product *p = data;
  const size_t group = index * p->groups_per_task;
  const size_t end = group + p->groups_per_task < p->groups ? group + p->groups_per_task : p->groups;
  multiply_groups(p->rows, p->w, group, end, p->y);
}

OrtStatus *multiply_prepared(const OrtApi *api, OrtKernelContext *context, const PreparedRows *rows, const Matrix *w,
                             float *y) {
  Product p = {rows, w, y, groups_of(w), groups_per_task(w, rows->rows)};
  return parallel(api, context, multiply_task, (p.groups + p.groups_per_task - 1) / p.groups_per_task, &p);
}

OrtStatus *multiply(const OrtApi *api, OrtKernelContext *context, const Kernels *kernels, const Matrix *w,
                    const ActivationFunction *f, const float *x, size_t rows, float *y) {
  PreparedRows prepared;
  TRY(prepare_rows(api, context, kernels, w, f, x, rows, &prepared));
  OrtStatus *status = multiply_prepared(api, context, &prepared, w, y);
  release_rows(&prepared);
  return status;
}

#include "operators/selective-scan.h"

#include <stdlib.h>
#include <string.h>

#include "cpu/cpu.h"
#include "kernels/state-layout.h"
#include "operators/sequences.h"
#include "ort/scratch.h"

/* Elements of state times rows worth a task of their own; more tasks than this are of no use on any number of threads. */
enum { TASK_ELEMENTS = 32768, MOST_TASKS = 64 };

/* Steps of heads that a task takes. */
enum { STEPS_PER_TASK = 2048 };

typedef struct {
  const OrtApi *api;
  const Kernels *kernels;
} Kernel;

static OrtStatus *create(const OrtCustomOp *op, const OrtApi *api, const OrtKernelInfo *info, void **out) {
  (void)op, (void)info;
  const Kernel kernel = {.api = api, .kernels = current_kernels()};
  return keep_kernel(api, &kernel, sizeof kernel, out);
}

static void destroy(void *kernel) { free(kernel); }

typedef struct {
  const Kernels *kernels;
  const float *x, *dt, *a, *b, *c, *d, *dt_bias;
  float *state, *y;
  /* [batch][rows][heads]; decay is NULL where a has a value for each element of state. */
  float *step, *decay;
  /* Of each task. */
  float *scratch;
  Sequences sequences;
  size_t batch, rows, heads, head_dim, groups, state_dim;
  /* Columns of a row of state that tiles do not cross: those of a head, or all heads together. */
  size_t run, tiles_per_run, tiles, tiles_per_task, rows_per_task;
} Work;

static void steps_task(void *data, size_t index) {
  const Work *w = data;
  const size_t all = w->batch * w->rows, from = index * w->rows_per_task, to = from + w->rows_per_task;
  for (size_t row = from; row < to && row < all; row++) {
    const size_t at = row * w->heads;
    w->kernels->scan_steps(w->dt + at, w->dt_bias, w->decay ? w->a : NULL, w->heads, w->step + at,
                           w->decay ? w->decay + at : NULL);
  }
}

static void tile(const Work *w, size_t index, float *scratch) {
  const size_t width = w->heads * w->head_dim, runs = width / w->run, run = index / w->tiles_per_run;
  const size_t within = index % w->tiles_per_run * STATE_COLUMNS, left = w->run - within;
  const size_t b = run / runs, column = run % runs * w->run + within, head = column / w->head_dim;
  const size_t group = head / (w->heads / w->groups);
  const size_t x = b * w->rows * width + column, step = b * w->rows * w->heads + head;
  const size_t bc = (b * w->rows * w->groups + group) * w->state_dim;
  const SelectiveScan s = {.rows = w->rows,
                           .state = w->state_dim,
                           .width = left < STATE_COLUMNS ? left : STATE_COLUMNS,
                           .x = w->x + x,
                           .x_stride = width,
                           .step = w->step + step,
                           .decay = w->decay ? w->decay + step : NULL,
                           .step_stride = w->heads,
                           .a = w->decay ? NULL : w->a + head * w->state_dim,
                           .b = w->b + bc,
                           .c = w->c + bc,
                           .group_stride = w->groups * w->state_dim,
                           .d = w->d ? w->d + head : NULL,
                           .h = w->state + (b * width + column) * w->state_dim,
                           .y = w->y + x};
  if (is_active(&w->sequences, b)) {
    w->kernels->selective_scan(&s, scratch);
  } else {
    for (size_t t = 0; t < s.rows; t++) memset(s.y + t * s.x_stride, 0, s.width * sizeof(float));
  }
}

static void task(void *data, size_t index) {
  const Work *w = data;
  float *scratch = w->scratch + index * selective_scan_scratch(w->state_dim);
  const size_t from = index * w->tiles_per_task, to = from + w->tiles_per_task;
  for (size_t i = from; i < to && i < w->tiles; i++) tile(w, i, scratch);
}

static OrtStatus *run(const OrtApi *api, OrtKernelContext *context, Work *w, int each) {
  w->run = each ? w->heads : w->head_dim;
  w->tiles_per_run = (w->run + STATE_COLUMNS - 1) / STATE_COLUMNS;
  w->tiles = w->batch * (w->heads * w->head_dim / w->run) * w->tiles_per_run;
  const size_t least = (w->tiles + MOST_TASKS - 1) / MOST_TASKS;
  w->tiles_per_task = TASK_ELEMENTS / (STATE_COLUMNS * w->state_dim * (w->rows + 1)) + 1;
  if (w->tiles_per_task < least) w->tiles_per_task = least;
  const size_t tasks = (w->tiles + w->tiles_per_task - 1) / w->tiles_per_task, all = w->batch * w->rows;
  const size_t steps = all * w->heads, working = each ? tasks * selective_scan_scratch(w->state_dim) : 0;
  Scratch *scratch = take_scratch((2 * steps + working) * sizeof(float));
  if (!scratch) return out_of_memory(api);
  w->step = scratch->memory;
  w->decay = each ? NULL : w->step + steps;
  w->scratch = w->step + 2 * steps;
  w->rows_per_task = STEPS_PER_TASK / w->heads + 1;
  OrtStatus *status = parallel(api, context, steps_task, (all + w->rows_per_task - 1) / w->rows_per_task, w);
  if (!status) status = parallel(api, context, task, tasks, w);
  give_scratch_back(scratch);
  return status;
}

static OrtStatus *compute(void *self, OrtKernelContext *context) {
  const Kernel *kernel = self;
  const OrtApi *api = kernel->api;
  enum { X, DT, A, B, C, D, DT_BIAS, PAST, INPUTS };
  const void *in[INPUTS];
  Shape shapes[INPUTS];
  for (size_t i = 0; i < INPUTS; i++) TRY(get_input(api, context, i, &in[i], &shapes[i]));
  const Shape *x = &shapes[X], *b = &shapes[B], *state = &shapes[PAST];
  if (x->rank != 4 || b->rank != 4 || state->rank != 4) return invalid(api, "wrong number of dimensions");
  Work w = {.kernels = kernel->kernels,
            .x = in[X],
            .dt = in[DT],
            .a = in[A],
            .b = in[B],
            .c = in[C],
            .d = in[D],
            .dt_bias = in[DT_BIAS],
            .batch = (size_t)x->dims[0],
            .rows = (size_t)x->dims[1],
            .heads = (size_t)x->dims[2],
            .head_dim = (size_t)x->dims[3],
            .groups = (size_t)b->dims[2],
            .state_dim = (size_t)b->dims[3]};
  if ((size_t)b->dims[0] != w.batch || (size_t)b->dims[1] != w.rows || shapes[C].count != b->count) {
    return invalid(api, "b or c of wrong shape");
  }
  if (w.groups == 0 || w.state_dim == 0 || w.heads % w.groups != 0) {
    return invalid(api, "heads must be a multiple of groups");
  }
  if (shapes[DT].count != w.batch * w.rows * w.heads) return invalid(api, "dt of wrong size");
  const int each = shapes[A].rank == 2;
  if (shapes[A].count != (each ? w.heads * w.state_dim : w.heads)) return invalid(api, "a of wrong size");
  if (each && (w.head_dim != 1 || w.groups != 1)) {
    return invalid(api, "with a value of a for each element of state, head_dim and groups must be 1");
  }
  if ((w.d && shapes[D].count != w.heads) || (w.dt_bias && shapes[DT_BIAS].count != w.heads)) {
    return invalid(api, "d or dt_bias of wrong size");
  }
  const size_t state_size = w.heads * w.head_dim * w.state_dim;
  if ((size_t)state->dims[0] != w.batch || state->count != w.batch * state_size) {
    return invalid(api, "state of wrong shape");
  }
  TRY(get_sequences(api, context, INPUTS, w.batch, w.rows, &w.sequences));
  void *y, *present;
  TRY(get_output(api, context, 0, x, &y));
  TRY(get_output(api, context, 1, state, &present));
  for (size_t i = 0; i < w.batch; i++) {
    const size_t at = i * state_size;
    begin_state(&w.sequences, i, (const float *)in[PAST] + at, (float *)present + at, state_size);
  }
  w.y = y;
  w.state = present;
  return w.batch * state_size == 0 ? NULL : run(api, context, &w, each);
}

static const char *name(const OrtCustomOp *op) { return (void)op, "SelectiveScan"; }
static size_t input_count(const OrtCustomOp *op) { return (void)op, 9; }
static size_t output_count(const OrtCustomOp *op) { return (void)op, 2; }
static int input_type(const OrtCustomOp *op, size_t index) { return (void)op, index == 8 ? ORT_INT32 : ORT_FLOAT; }
static int input_characteristic(const OrtCustomOp *op, size_t index) {
  return (void)op, index == 5 || index == 6 ? ORT_OPTIONAL : ORT_REQUIRED;
}

const OrtCustomOp selective_scan_operator = {
    OPERATOR_DEFAULTS,
    .name = name,
    .input_type = input_type,
    .input_count = input_count,
    .output_count = output_count,
    .destroy = destroy,
    .input_characteristic = input_characteristic,
    .output_characteristic = required,
    .create_kernel_v2 = create,
    .compute_v2 = compute,
};

#include "operators/expert-linear.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/cpu.h"
#include "operators/activation-attributes.h"
#include "operators/expert-plan.h"
#include "operators/gathered-rows.h"
#include "operators/matrix.h"

/* Bytes of weights, or products of a weight and a row, worth a task of their own; and the most tasks of use. */
enum { TASK_BYTES = 128 << 10, TASK_PRODUCTS = 4 << 20, MOST_TASKS = 64 };

/* Groups of several rows that are multiplied before they go where they belong: few enough for the L2 cache. */
enum { SCATTERED_GROUPS = 16 };

typedef struct {
  const OrtApi *api;
  const Kernels *kernels;
  PackedMatrix matrix;
  ActivationFunction activation;
  size_t experts;
} Kernel;

static OrtStatus *create(const OrtCustomOp *op, const OrtApi *api, const OrtKernelInfo *info, void **out) {
  (void)op;
  Kernel kernel = {.api = api, .kernels = current_kernels()};
  int64_t experts;
  TRY(read_matrix(api, info, &kernel.matrix));
  TRY(read_activation(api, info, "activation", &kernel.activation));
  TRY(ort_attribute_int(api)(info, "experts", &experts));
  if (experts < 1 || experts > 1 << 20) return invalid(api, "experts must be positive");
  kernel.experts = (size_t)experts;
  return keep_kernel(api, &kernel, sizeof kernel, out);
}

static void destroy(void *kernel) { free(kernel); }

typedef struct {
  const Matrix *first; /* the matrix of expert 0 */
  const float *bias;
  const PreparedRows *x;
  ExpertPlan plan;
  const uint32_t *rows; /* of x, for each of the plan's order */
  float *y;             /* [choices][n] */
  size_t tasks;
  /* Set by a task that got no memory. */
  atomic_int failed;
} Work;

/* Groups `[group, end)` of a matrix as one of their own. */
static Matrix groups_of(const Matrix *w, size_t group, size_t end) {
  Matrix some = *w;
  const size_t before = group * GROUP, left = w->n - before, columns = (end - group) * GROUP;
  some.n = columns < left ? columns : left;
  some.data += group * w->group_bytes;
  if (some.bias) some.bias += before;
  return some;
}

/* Products of several rows, a few groups at a time, and each to its choice. */
static void scatter_part(const Work *work, const Matrix *w, const PreparedRows *x, const uint32_t *choices, ExpertPart p,
                         float *y) {
  for (size_t g = p.group; g < p.end; g += SCATTERED_GROUPS) {
    const size_t end = g + SCATTERED_GROUPS < p.end ? g + SCATTERED_GROUPS : p.end;
    const Matrix some = groups_of(w, g, end);
    multiply_groups(x, &some, 0, end - g, y);
    for (size_t i = 0; i < x->rows; i++) {
      memcpy(work->y + choices[i] * w->n + g * GROUP, y + i * some.n, some.n * sizeof(float));
    }
  }
}

static void multiply_part(void *data, ExpertPart p) {
  Work *work = data;
  const size_t expert = p.chosen->expert, rows = p.chosen->rows;
  Matrix w = *work->first;
  w.data += expert * ((w.n + GROUP - 1) / GROUP) * w.group_bytes;
  if (work->bias) w.bias = work->bias + expert * w.n;
  const uint32_t *choices = work->plan.order + p.chosen->first, *indices = work->rows + p.chosen->first;
  if (rows == 1) {
    const PreparedRows one = gather_rows(work->x, &w, indices, 1, NULL);
    multiply_groups(&one, &w, p.group, p.end, work->y + choices[0] * w.n);
    return;
  }
  const size_t gathered = (gathered_bytes(work->x, &w, rows) + 63) / 64 * 64;
  Scratch *scratch = take_scratch(gathered + rows * SCATTERED_GROUPS * GROUP * sizeof(float));
  if (!scratch) {
    atomic_store(&work->failed, 1);
    return;
  }
  const PreparedRows some = gather_rows(work->x, &w, indices, rows, scratch->memory);
  scatter_part(work, &w, &some, choices, p, (float *)((char *)scratch->memory + gathered));
  give_scratch_back(scratch);
}

static void task(void *data, size_t index) {
  const Work *work = data;
  for_expert_parts(&work->plan, index, work->tasks, multiply_part, data);
}

static size_t task_count(const Work *work, size_t choices) {
  const Matrix *w = work->first;
  const size_t by_bytes = work->plan.count * work->plan.groups * w->group_bytes / TASK_BYTES;
  const size_t by_products = choices * w->n * w->k / TASK_PRODUCTS;
  const size_t tasks = by_bytes > by_products ? by_bytes : by_products;
  return tasks < 1 ? 1 : tasks > MOST_TASKS ? MOST_TASKS : tasks;
}

/* What the inputs are. */
typedef struct {
  const float *x;
  const int32_t *ids;
  size_t choices, rows; /* of x */
} Inputs;

static OrtStatus *run(const Kernel *kernel, OrtKernelContext *context, const Inputs *in, Work *work) {
  const OrtApi *api = kernel->api;
  const size_t groups = (work->first->n + GROUP - 1) / GROUP;
  const size_t plan = (expert_plan_bytes(in->choices, kernel->experts) + 63) / 64 * 64;
  Scratch *scratch = take_scratch(plan + in->choices * sizeof(uint32_t));
  if (!scratch) return out_of_memory(api);
  work->plan = plan_experts(scratch->memory, in->ids, in->choices, kernel->experts, groups);
  uint32_t *rows = (uint32_t *)((char *)scratch->memory + plan);
  const size_t choices_per_row = in->choices / in->rows;
  for (size_t i = 0; i < in->choices; i++) rows[i] = (uint32_t)(work->plan.order[i] / choices_per_row);
  work->rows = rows;
  PreparedRows x;
  OrtStatus *status =
      prepare_rows_apart(api, context, kernel->kernels, work->first, &kernel->activation, in->x, in->rows, &x);
  if (!status) {
    work->x = &x;
    work->tasks = task_count(work, in->choices);
    status = parallel(api, context, task, work->tasks, work);
    release_rows(&x);
  }
  give_scratch_back(scratch);
  if (!status && atomic_load(&work->failed)) status = out_of_memory(api);
  return status;
}

static OrtStatus *get_matrices(const Kernel *kernel, OrtKernelContext *context, Matrix *first) {
  const PackedMatrix *m = &kernel->matrix;
  const void *data;
  Shape shape;
  TRY(get_input(kernel->api, context, 1, &data, &shape));
  if (shape.count != kernel->experts * ((m->n + GROUP - 1) / GROUP) * m->group_bytes) {
    return invalid(kernel->api, "weights of wrong size");
  }
  *first = (Matrix){.n = m->n,
                    .k = m->k,
                    .type = m->type,
                    .format = m->format,
                    .data = data,
                    .group_bytes = m->group_bytes};
  return NULL;
}

/* Makes x's shape that of y. */
static OrtStatus *get_choices(const Kernel *kernel, OrtKernelContext *context, Shape *shape, Inputs *in) {
  const OrtApi *api = kernel->api;
  const void *ids;
  Shape ids_shape;
  TRY(get_input(api, context, 2, &ids, &ids_shape));
  const size_t k = kernel->matrix.k, width = kernel->activation.kind == ACTIVATION_NONE ? k : 2 * k;
  if (shape->rank == 0 || (size_t)shape->dims[shape->rank - 1] != width) return invalid(api, "x has the wrong width");
  in->ids = ids;
  in->rows = shape->count / width;
  if (!ids) {
    if (shape->rank < 2 || (size_t)shape->dims[shape->rank - 2] != kernel->experts) {
      return invalid(api, "x must have a row for each expert");
    }
    in->choices = in->rows;
  } else {
    const size_t used = ids_shape.rank ? (size_t)ids_shape.dims[ids_shape.rank - 1] : 0;
    in->choices = ids_shape.count;
    if (used == 0 || (in->rows != in->choices && in->rows != in->choices / used)) {
      return invalid(api, "x must have a row for each token, or for each choice");
    }
    for (size_t i = 0; i < in->choices; i++) {
      if (in->ids[i] < 0 || (size_t)in->ids[i] >= kernel->experts) return invalid(api, "there is no such expert");
    }
    if (ids_shape.rank == MOST_DIMS) return invalid(api, "too many dimensions");
    *shape = ids_shape;
    shape->rank += 1;
  }
  shape->dims[shape->rank - 1] = (int64_t)kernel->matrix.n;
  return in->choices > INT32_MAX ? invalid(api, "too many rows") : NULL;
}

static OrtStatus *compute(void *self, OrtKernelContext *context) {
  const Kernel *kernel = self;
  const OrtApi *api = kernel->api;
  const void *x, *bias;
  Shape shape, bias_shape;
  Matrix first;
  Inputs in;
  TRY(get_input(api, context, 0, &x, &shape));
  TRY(get_matrices(kernel, context, &first));
  TRY(get_choices(kernel, context, &shape, &in));
  TRY(get_input(api, context, 3, &bias, &bias_shape));
  if (bias && bias_shape.count != kernel->experts * first.n) return invalid(api, "bias of wrong size");
  void *y;
  TRY(get_output(api, context, 0, &shape, &y));
  if (in.choices == 0) return NULL;
  in.x = x;
  Work work = {.first = &first, .bias = bias, .y = y};
  return run(kernel, context, &in, &work);
}

/* ---- description ---- */

static const char *name(const OrtCustomOp *op) { return (void)op, "ExpertLinear"; }
static size_t input_count(const OrtCustomOp *op) { return (void)op, 4; }
static size_t output_count(const OrtCustomOp *op) { return (void)op, 1; }

static int input_type(const OrtCustomOp *op, size_t index) {
  static const int types[] = {ORT_FLOAT, ORT_UINT8, ORT_INT32, ORT_FLOAT};
  return (void)op, types[index];
}

static int input_characteristic(const OrtCustomOp *op, size_t index) {
  return (void)op, index >= 2 ? ORT_OPTIONAL : ORT_REQUIRED;
}

const OrtCustomOp expert_linear = {
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

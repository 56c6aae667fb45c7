#include "operators/route.h"

#include <stdlib.h>
#include <string.h>

#include "cpu/cpu.h"
#include "ort/operator.h"
#include "ort/scratch.h"

/* Logits worth a task of their own. */
enum { TASK_LOGITS = 4096 };

typedef struct {
  const OrtApi *api;
  const Kernels *kernels;
  Route route;
} Kernel;

static OrtStatus *read_gating(const OrtApi *api, const OrtKernelInfo *info, Gating *gating) {
#define NAME(name) #name,
  static const char *const names[] = {GATINGS(NAME)};
#undef NAME
  char text[32];
  TRY(optional_text(api, info, "gating", "softmax", text, sizeof text));
  for (int i = 0; i < GATING_COUNT; i++) {
    if (strcmp(text, names[i]) != 0) continue;
    *gating = (Gating)i;
    return NULL;
  }
  return invalid(api, "unknown gating");
}

static OrtStatus *create(const OrtCustomOp *op, const OrtApi *api, const OrtKernelInfo *info, void **out) {
  (void)op;
  Kernel kernel = {.api = api, .kernels = current_kernels()};
  int64_t used, groups, groups_used, normalise;
  TRY(ort_attribute_int(api)(info, "used", &used));
  optional_int(api, info, "groups", 1, &groups);
  optional_int(api, info, "groups_used", 1, &groups_used);
  optional_int(api, info, "normalise", 0, &normalise);
  optional_float(api, info, "scale", 1, &kernel.route.scale);
  TRY(read_gating(api, info, &kernel.route.gating));
  if (used < 1) return invalid(api, "used must be positive");
  if (groups < 1 || groups_used < 1 || groups_used > groups) return invalid(api, "groups_used must be 1 to groups");
  kernel.route.used = (size_t)used;
  kernel.route.groups = (size_t)groups;
  kernel.route.groups_used = (size_t)groups_used;
  kernel.route.normalise = normalise != 0;
  return keep_kernel(api, &kernel, sizeof kernel, out);
}

static void destroy(void *kernel) { free(kernel); }

typedef struct {
  const Kernels *kernels;
  Route route;
  const float *logits;
  int32_t *ids;
  float *weights, *scratch;
  size_t tokens, tokens_per_task;
} Work;

static void task(void *data, size_t index) {
  const Work *w = data;
  const size_t from = index * w->tokens_per_task, to = from + w->tokens_per_task, used = w->route.used;
  float *scratch = w->scratch + index * route_scratch(w->route.experts);
  for (size_t i = from; i < to && i < w->tokens; i++) {
    w->kernels->route(&w->route, w->logits + i * w->route.experts, scratch, w->ids + i * used, w->weights + i * used);
  }
}

static OrtStatus *compute(void *self, OrtKernelContext *context) {
  const Kernel *kernel = self;
  const OrtApi *api = kernel->api;
  const void *logits, *bias;
  Shape shape, bias_shape;
  TRY(get_input(api, context, 0, &logits, &shape));
  TRY(get_input(api, context, 1, &bias, &bias_shape));
  Work w = {.kernels = kernel->kernels, .route = kernel->route, .logits = logits};
  const size_t experts = shape.rank ? (size_t)shape.dims[shape.rank - 1] : 0;
  if (experts < w.route.used) return invalid(api, "fewer experts than are used");
  if (experts % w.route.groups != 0) return invalid(api, "experts must be a multiple of groups");
  if (bias && bias_shape.count != experts) return invalid(api, "bias of wrong size");
  w.route.experts = experts;
  w.route.bias = bias;
  w.tokens = shape.count / experts;
  shape.dims[shape.rank - 1] = (int64_t)w.route.used;
  void *ids, *weights;
  TRY(get_output(api, context, 0, &shape, &ids));
  TRY(get_output(api, context, 1, &shape, &weights));
  w.ids = ids;
  w.weights = weights;
  w.tokens_per_task = TASK_LOGITS / experts + 1;
  const size_t tasks = (w.tokens + w.tokens_per_task - 1) / w.tokens_per_task;
  if (tasks == 0) return NULL;
  Scratch *scratch = take_scratch(tasks * route_scratch(experts) * sizeof(float));
  if (!scratch) return out_of_memory(api);
  w.scratch = scratch->memory;
  OrtStatus *status = parallel(api, context, task, tasks, &w);
  give_scratch_back(scratch);
  return status;
}

static const char *name(const OrtCustomOp *op) { return (void)op, "Route"; }
static size_t input_count(const OrtCustomOp *op) { return (void)op, 2; }
static size_t output_count(const OrtCustomOp *op) { return (void)op, 2; }
static int input_type(const OrtCustomOp *op, size_t index) { return (void)op, (void)index, ORT_FLOAT; }
static int output_type(const OrtCustomOp *op, size_t index) { return (void)op, index == 0 ? ORT_INT32 : ORT_FLOAT; }
static int input_characteristic(const OrtCustomOp *op, size_t index) {
  return (void)op, index == 1 ? ORT_OPTIONAL : ORT_REQUIRED;
}

const OrtCustomOp route_operator = {
    OPERATOR_CONSTANTS,
    .name = name,
    .input_type = input_type,
    .input_count = input_count,
    .output_type = output_type,
    .output_count = output_count,
    .destroy = destroy,
    .input_characteristic = input_characteristic,
    .output_characteristic = required,
    .create_kernel_v2 = create,
    .compute_v2 = compute,
};

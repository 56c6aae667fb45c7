#include "operators/short-conv.h"

#include <stdlib.h>
#include <string.h>

#include "cpu/cpu.h"
#include "operators/activation-attributes.h"
#include "operators/sequences.h"

/* Elements worth a task of their own. */
enum { TASK_ELEMENTS = 16384 };

typedef struct {
  const OrtApi *api;
  const Kernels *kernels;
  ActivationFunction activation;
} Kernel;

static OrtStatus *create(const OrtCustomOp *op, const OrtApi *api, const OrtKernelInfo *info, void **out) {
  (void)op;
  Kernel kernel = {.api = api, .kernels = current_kernels()};
  TRY(read_activation(api, info, "activation", &kernel.activation));
  return keep_kernel(api, &kernel, sizeof kernel, out);
}

static void destroy(void *kernel) { free(kernel); }

typedef struct {
  const Kernel *kernel;
  /* Of the first sequence. */
  ShortConv conv;
  Sequences sequences;
  /* Pieces of CONV_CHANNELS, of all sequences. */
  size_t pieces, pieces_per_sequence, pieces_per_task;
} Work;

static void convolve_piece(const Work *w, size_t piece) {
  const size_t b = piece / w->pieces_per_sequence, first = piece % w->pieces_per_sequence * CONV_CHANNELS;
  ShortConv c = w->conv;
  const size_t left = c.channels - first, count = left < CONV_CHANNELS ? left : CONV_CHANNELS;
  c.x += b * c.rows * c.channels;
  c.y += b * c.rows * c.channels;
  c.state += b * (c.taps - 1) * c.channels;
  if (is_active(&w->sequences, b)) {
    w->kernel->kernels->short_conv(&c, first, count);
  } else {
    for (size_t t = 0; t < c.rows; t++) memset(c.y + t * c.channels + first, 0, count * sizeof(float));
  }
}

static void task(void *data, size_t index) {
  const Work *w = data;
  const size_t from = index * w->pieces_per_task, to = from + w->pieces_per_task;
  for (size_t piece = from; piece < to && piece < w->pieces; piece++) convolve_piece(w, piece);
}

static OrtStatus *compute(void *self, OrtKernelContext *context) {
  const Kernel *kernel = self;
  const OrtApi *api = kernel->api;
  const void *x, *weight, *bias, *past;
  Shape shape, weight_shape, bias_shape, state_shape;
  TRY(get_input(api, context, 0, &x, &shape));
  TRY(get_input(api, context, 1, &weight, &weight_shape));
  TRY(get_input(api, context, 2, &bias, &bias_shape));
  TRY(get_input(api, context, 3, &past, &state_shape));
  if (shape.rank != 3 || weight_shape.rank != 2) return invalid(api, "wrong number of dimensions");
  const size_t batch = (size_t)shape.dims[0], rows = (size_t)shape.dims[1], channels = (size_t)shape.dims[2];
  const size_t taps = (size_t)weight_shape.dims[1];
  if (taps < 1 || taps > MOST_TAPS) return invalid(api, "weight has no taps, or too many");
  if ((size_t)weight_shape.dims[0] != channels) return invalid(api, "weight of wrong shape");
  if (bias && bias_shape.count != channels) return invalid(api, "bias of wrong size");
  const size_t state_size = (taps - 1) * channels;
  if (state_shape.rank == 0 || (size_t)state_shape.dims[0] != batch || state_shape.count != batch * state_size) {
    return invalid(api, "state of wrong shape");
  }
  Work work = {.kernel = kernel};
  TRY(get_sequences(api, context, 4, batch, rows, &work.sequences));
  void *y, *present;
  TRY(get_output(api, context, 0, &shape, &y));
  TRY(get_output(api, context, 1, &state_shape, &present));
  for (size_t b = 0; b < batch; b++) {
    begin_state(&work.sequences, b, (const float *)past + b * state_size, (float *)present + b * state_size, state_size);
  }
  if (channels == 0) return NULL;
  work.conv = (ShortConv){.rows = rows,
                          .channels = channels,
                          .taps = taps,
                          .x = x,
                          .weight = weight,
                          .bias = bias,
                          .state = present,
                          .activation = kernel->activation,
                          .y = y};
  work.pieces_per_sequence = (channels + CONV_CHANNELS - 1) / CONV_CHANNELS;
  work.pieces = batch * work.pieces_per_sequence;
  work.pieces_per_task = TASK_ELEMENTS / CONV_CHANNELS / (rows + 1) + 1;
  return parallel(api, context, task, (work.pieces + work.pieces_per_task - 1) / work.pieces_per_task, &work);
}

static const char *name(const OrtCustomOp *op) { return (void)op, "ShortConv"; }
static size_t input_count(const OrtCustomOp *op) { return (void)op, 5; }
static size_t output_count(const OrtCustomOp *op) { return (void)op, 2; }
static int input_type(const OrtCustomOp *op, size_t index) { return (void)op, index == 4 ? ORT_INT32 : ORT_FLOAT; }
static int input_characteristic(const OrtCustomOp *op, size_t index) {
  return (void)op, index == 2 ? ORT_OPTIONAL : ORT_REQUIRED;
}

const OrtCustomOp short_conv_operator = {
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

/* What the operators share: access to inputs and outputs, parallel loops, constant parts of the description. */
#ifndef CRIA_OPERATOR_H
#define CRIA_OPERATOR_H

#include "ort/ort.h"

enum { MOST_DIMS = 8 };

typedef struct {
  size_t rank;
  int64_t dims[MOST_DIMS];
  size_t count;
} Shape;

/* Returns the status of a failed call. */
#define TRY(call)                     \
  do {                                \
    OrtStatus *const status_ = (call); \
    if (status_) return status_;      \
  } while (0)

OrtStatus *invalid(const OrtApi *api, const char *message);
OrtStatus *out_of_memory(const OrtApi *api);

/* Attributes that may be absent, and what they are then. */
void optional_int(const OrtApi *api, const OrtKernelInfo *info, const char *name, int64_t absent, int64_t *out);
void optional_float(const OrtApi *api, const OrtKernelInfo *info, const char *name, float absent, float *out);
/* Text with its zero byte; an error where it is longer than `size`. `absent` must fit. */
OrtStatus *optional_text(const OrtApi *api, const OrtKernelInfo *info, const char *name, const char *absent, char *out,
                         size_t size);

/* Input `index`; NULL and a count of 0 when it is absent. */
OrtStatus *get_input(const OrtApi *api, OrtKernelContext *context, size_t index, const void **data, Shape *shape);

/* Output `index` of that shape. */
OrtStatus *get_output(const OrtApi *api, OrtKernelContext *context, size_t index, const Shape *shape, void **data);

/* A copy of a kernel's state that lives until its `destroy` frees it. */
OrtStatus *keep_kernel(const OrtApi *api, const void *kernel, size_t bytes, void **out);

/* task(data, i) for i < count on the session's threads. */
OrtStatus *parallel(const OrtApi *api, OrtKernelContext *context, void (*task)(void *, size_t), size_t count,
                    void *data);

/* For CPUs, of float outputs, none of them optional. */
const char *cpu_provider(const OrtCustomOp *op);
int float_output(const OrtCustomOp *op, size_t index);
int required(const OrtCustomOp *op, size_t index);
int cpu_memory(const OrtCustomOp *op, size_t index);
int one(const OrtCustomOp *op);
int any_version(const OrtCustomOp *op);

#define OPERATOR_DEFAULTS OPERATOR_CONSTANTS, .output_type = float_output

#define OPERATOR_CONSTANTS                                                                                     \
  .version = ORT_VERSION, .execution_provider = cpu_provider, .input_memory_type = cpu_memory,                 \
  .variadic_input_min_arity = one, .variadic_input_homogeneity = one, .variadic_output_min_arity = one,        \
  .variadic_output_homogeneity = one, .start_version = one, .end_version = any_version

#endif

/*
 * The part of ONNX Runtime's C interface that a custom operator needs, declared here so that building takes no
 * headers. The function table and OrtCustomOp only ever grow at their ends, so these declarations stay right for
 * later versions.
 */
#ifndef CRIA_ORT_H
#define CRIA_ORT_H

#include <stddef.h>
#include <stdint.h>

typedef struct OrtStatus OrtStatus;
typedef struct OrtValue OrtValue;
typedef struct OrtKernelInfo OrtKernelInfo;
typedef struct OrtKernelContext OrtKernelContext;
typedef struct OrtTensorTypeAndShapeInfo OrtTensorTypeAndShapeInfo;
typedef struct OrtCustomOpDomain OrtCustomOpDomain;
typedef struct OrtSessionOptions OrtSessionOptions;
typedef struct OrtShapeInferContext OrtShapeInferContext;

/* OrtApi is a struct of nothing but function pointers. */
typedef struct {
  void *functions[1];
} OrtApi;

typedef struct {
  const OrtApi *(*get_api)(uint32_t version);
  const char *(*get_version_string)(void);
} OrtApiBase;

/* Oldest API version that has every function below. */
#define ORT_VERSION 17

enum { ORT_FAIL = 1, ORT_INVALID_ARGUMENT = 2 };
enum { ORT_FLOAT = 1, ORT_UINT8 = 2, ORT_INT32 = 6, ORT_INT64 = 7 };
enum { ORT_REQUIRED = 0, ORT_OPTIONAL = 1 };

/* Calls by index into the table. A status of NULL is success. */
#define ORT_CALL(api, index, signature) ((OrtStatus * (*) signature)(api)->functions[index])
#define ort_create_status(api) ORT_CALL(api, 0, (int code, const char *message))
#define ort_create_domain(api) ORT_CALL(api, 26, (const char *domain, OrtCustomOpDomain **out))
#define ort_domain_add(api) ORT_CALL(api, 27, (OrtCustomOpDomain * domain, const struct OrtCustomOp *op))
#define ort_add_domain(api) ORT_CALL(api, 28, (OrtSessionOptions * options, OrtCustomOpDomain *domain))
#define ort_tensor_data(api) ORT_CALL(api, 51, (OrtValue * value, void **out))
#define ort_rank(api) ORT_CALL(api, 61, (const OrtTensorTypeAndShapeInfo *info, size_t *out))
#define ort_dims(api) ORT_CALL(api, 62, (const OrtTensorTypeAndShapeInfo *info, int64_t *dims, size_t rank))
#define ort_element_count(api) ORT_CALL(api, 64, (const OrtTensorTypeAndShapeInfo *info, size_t *out))
#define ort_shape_info(api) ORT_CALL(api, 65, (const OrtValue *value, OrtTensorTypeAndShapeInfo **out))
#define ort_attribute_float(api) ORT_CALL(api, 85, (const OrtKernelInfo *info, const char *name, float *out))
#define ort_attribute_int(api) ORT_CALL(api, 86, (const OrtKernelInfo *info, const char *name, int64_t *out))
/* Text with its zero byte; `size` is the room for it, and then its size. */
#define ort_attribute_string(api) \
  ORT_CALL(api, 87, (const OrtKernelInfo *info, const char *name, char *out, size_t *size))
#define ort_input_count(api) ORT_CALL(api, 88, (const OrtKernelContext *context, size_t *out))
#define ort_output_count(api) ORT_CALL(api, 89, (const OrtKernelContext *context, size_t *out))
#define ort_input(api) ORT_CALL(api, 90, (const OrtKernelContext *context, size_t index, const OrtValue **out))
#define ort_output(api) \
  ORT_CALL(api, 91, (OrtKernelContext * context, size_t index, const int64_t *dims, size_t rank, OrtValue **out))
#define ort_release_status(api) ((void (*)(OrtStatus *))(api)->functions[93])
#define ort_release_shape_info(api) ((void (*)(OrtTensorTypeAndShapeInfo *))(api)->functions[99])
/* Calls task(data, i) for i < count on the session's threads; returns when all are done. */
#define ort_parallel_for(api)                                                                              \
  ORT_CALL(api, 274,                                                                                       \
           (const OrtKernelContext *context, void (*task)(void *data, size_t index), size_t count,          \
            size_t batches, void *data))

typedef struct OrtCustomOp {
  uint32_t version;
  void *(*create_kernel)(const struct OrtCustomOp *, const OrtApi *, const OrtKernelInfo *);
  const char *(*name)(const struct OrtCustomOp *);
  const char *(*execution_provider)(const struct OrtCustomOp *);
  int (*input_type)(const struct OrtCustomOp *, size_t index);
  size_t (*input_count)(const struct OrtCustomOp *);
  int (*output_type)(const struct OrtCustomOp *, size_t index);
  size_t (*output_count)(const struct OrtCustomOp *);
  void (*compute)(void *kernel, OrtKernelContext *);
  void (*destroy)(void *kernel);
  int (*input_characteristic)(const struct OrtCustomOp *, size_t index);
  int (*output_characteristic)(const struct OrtCustomOp *, size_t index);
  int (*input_memory_type)(const struct OrtCustomOp *, size_t index);
  int (*variadic_input_min_arity)(const struct OrtCustomOp *);
  int (*variadic_input_homogeneity)(const struct OrtCustomOp *);
  int (*variadic_output_min_arity)(const struct OrtCustomOp *);
  int (*variadic_output_homogeneity)(const struct OrtCustomOp *);
  OrtStatus *(*create_kernel_v2)(const struct OrtCustomOp *, const OrtApi *, const OrtKernelInfo *, void **kernel);
  OrtStatus *(*compute_v2)(void *kernel, OrtKernelContext *);
  OrtStatus *(*infer_output_shape)(const struct OrtCustomOp *, OrtShapeInferContext *);
  int (*start_version)(const struct OrtCustomOp *);
  int (*end_version)(const struct OrtCustomOp *);
} OrtCustomOp;

#endif

/* As much of ONNX Runtime as an operator sees: tensors of exactly their size, and tasks one after the other. */
#ifndef CRIA_FAKE_ORT_H
#define CRIA_FAKE_ORT_H

#include "ort/ort.h"

typedef struct {
  const char *name;
  int64_t number;
  float real;
  const char *text;
} Attribute;

#define INT(name_, value) {.name = (name_), .number = (value)}
#define REAL(name_, value) {.name = (name_), .real = (value)}
#define TEXT(name_, value) {.name = (name_), .text = (value)}

struct OrtValue {
  size_t rank;
  int64_t dims[4];
  void *data;
};

struct OrtKernelInfo {
  /* The last one is empty. */
  Attribute attributes[12];
};

struct OrtKernelContext {
  size_t input_count, output_count;
  /* An input with rank 0 is absent. */
  struct OrtValue inputs[10];
  /* What the operator asked for, in memory of its own unless `data` was set before. */
  struct OrtValue outputs[3];
};

size_t element_count(const struct OrtValue *value);

/* A tensor of 4-byte elements that are not set. */
struct OrtValue tensor(size_t rank, int64_t a, int64_t b, int64_t c, int64_t d);

/* Creates the operator's kernel and computes. NULL, or what it complains about. Outputs are the caller's to free. */
const char *run_operator(const OrtCustomOp *op, const OrtKernelInfo *info, OrtKernelContext *context);

#endif

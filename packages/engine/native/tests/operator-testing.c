#include "tests/operator-testing.h"

#include <stdlib.h>

OrtValue random_tensor(Random *random, size_t rank, int64_t a, int64_t b, int64_t c, int64_t d) {
  OrtValue value = tensor(rank, a, b, c, d);
  random_floats(random, value.data, element_count(&value));
  return value;
}

void free_all(OrtKernelContext *c) {
  for (size_t i = 0; i < c->input_count; i++) free(c->inputs[i].data);
  for (size_t i = 0; i < c->output_count; i++) free(c->outputs[i].data);
}

void digest_outputs(const OrtCustomOp *op, const OrtKernelInfo *info, OrtKernelContext *c, Digest *digest) {
  const char *complaint = run_operator(op, info, c);
  check(!complaint, "%s: %s", op->name(op), complaint);
  for (size_t i = 0; i < c->output_count; i++) digest_floats(digest, c->outputs[i].data, element_count(&c->outputs[i]));
}

void expect_error(const OrtCustomOp *op, const OrtKernelInfo *info, const OrtKernelContext *c, const char *wrong) {
  OrtKernelContext copy = *c;
  for (size_t i = 0; i < copy.output_count; i++) copy.outputs[i] = (OrtValue){0};
  const char *complaint = run_operator(op, info, &copy);
  check(complaint != NULL, "%s takes %s", op->name(op), wrong);
  for (size_t i = 0; i < copy.output_count; i++) free(copy.outputs[i].data);
}

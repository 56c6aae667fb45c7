/* What the tests of operators share. */
#ifndef CRIA_OPERATOR_TESTING_H
#define CRIA_OPERATOR_TESTING_H

#include "tests/fake-ort.h"
#include "tests/testing.h"

OrtValue random_tensor(Random *random, size_t rank, int64_t a, int64_t b, int64_t c, int64_t d);

void free_all(OrtKernelContext *c);

/* Runs the operator, which must succeed. */
void digest_outputs(const OrtCustomOp *op, const OrtKernelInfo *info, OrtKernelContext *c, Digest *digest);

/* Runs it with inputs or attributes that it must refuse. */
void expect_error(const OrtCustomOp *op, const OrtKernelInfo *info, const OrtKernelContext *c, const char *wrong);

#endif

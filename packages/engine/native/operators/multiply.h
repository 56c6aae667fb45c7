/* Rows times a matrix on the session's threads: what the operators with weights share. */
#ifndef CRIA_MULTIPLY_H
#define CRIA_MULTIPLY_H

#include "kernels/kernels.h"
#include "ort/operator.h"
#include "ort/scratch.h"

/* Rows as the kernels take them: quantised for weights in blocks, f32 for weights that are floats. */
typedef struct {
  const Kernels *kernels;
  size_t rows;
  Activations quantised;
  const float *floats; /* NULL where they are quantised */
  Scratch *scratch;    /* that holds them; may be NULL */
} PreparedRows;

/*
 * Prepares x for products with matrices of w's K and type. x is [rows][K]; with an activation function (of another
 * kind than none) [rows][2 K], gates and values side by side. `release_rows` ends it, unless this failed.
 */
OrtStatus *prepare_rows(const OrtApi *api, OrtKernelContext *context, const Kernels *kernels, const Matrix *w,
                        const ActivationFunction *f, const float *x, size_t rows, PreparedRows *out);

/* The same, but quantised rows lie apart: each is a panel of its own, so that a product can take any of them. */
OrtStatus *prepare_rows_apart(const OrtApi *api, OrtKernelContext *context, const Kernels *kernels, const Matrix *w,
                              const ActivationFunction *f, const float *x, size_t rows, PreparedRows *out);

void release_rows(PreparedRows *rows);

/* All of the rows times the groups `[group, end)` of w; y is [rows][n]. */
void multiply_groups(const PreparedRows *rows, const Matrix *w, size_t group, size_t end, float *y);

/* Groups of w that a task should take, of products with so many rows. */
size_t groups_per_task(const Matrix *w, size_t rows);

/* y [rows][n] = x * W^T + bias of prepared rows. */
OrtStatus *multiply_prepared(const OrtApi *api, OrtKernelContext *context, const PreparedRows *rows, const Matrix *w,
                             float *y);

/* y [rows][n] = f(x) * W^T + bias, all of it: x and f as prepare_rows takes them. */
OrtStatus *multiply(const OrtApi *api, OrtKernelContext *context, const Kernels *kernels, const Matrix *w,
                    const ActivationFunction *f, const float *x, size_t rows, float *y);

#endif

/*
 * Causal convolution of each channel with a few taps of its own:
 *   y_t = f(w_0 x_(t - taps + 1) + ... + w_(taps - 1) x_t + bias)
 * An element is one chain of fma from 0 on, in this order, then the bias, then f. Before the first row come the rows of
 * the state, which is the last taps - 1 rows of x that there were.
 */
#ifndef CRIA_SHORT_CONV_H
#define CRIA_SHORT_CONV_H

#include <stddef.h>

#include "kernels/activation-function.h"

/* Channels that are done together, enough for rows to be read at the speed of memory; and the most taps. */
enum { CONV_CHANNELS = 256, MOST_TAPS = 16 };

/* One sequence. */
typedef struct {
  size_t rows, channels, taps;
  const float *x;      /* [rows][channels] */
  const float *weight; /* [channels][taps] */
  const float *bias;   /* [channels], or NULL */
  float *state;        /* [taps - 1][channels], read and written */
  ActivationFunction activation;
  float *y; /* [rows][channels] */
} ShortConv;

#endif

#ifndef CRIA_SELF_TEST_H
#define CRIA_SELF_TEST_H

#include "kernels/kernels.h"

/*
 * Whether products with weights of a GGUF type have the bits of the portable kernels, for a handful of blocks and several
 * numbers of rows. 0: they have, 1: they differ, or the type holds no weights.
 */
int kernels_differ(const Kernels *kernels, int type);

#endif

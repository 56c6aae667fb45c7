#ifndef CRIA_SCRATCH_H
#define CRIA_SCRATCH_H

#include <stddef.h>

/* Working memory that is kept between calls, so that a decode step allocates nothing. */
typedef struct Scratch {
  size_t bytes;
  /* Aligned to 64 bytes, within what was allocated. */
  void *memory, *allocated;
} Scratch;

/* At least `bytes` for the caller alone, until it is given back. NULL when there is no memory. */
Scratch *take_scratch(size_t bytes);

void give_scratch_back(Scratch *scratch);

#endif

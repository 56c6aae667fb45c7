#include "ort/scratch.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

enum { ALIGNMENT = 64 };

/* Idle pieces; more threads than these allocate anew. */
enum { SLOTS = 64 };
static _Atomic(Scratch *) idle[SLOTS];

static void release(Scratch *scratch) {
  free(scratch->allocated);
  free(scratch);
}

Scratch *take_scratch(size_t bytes) {
  Scratch *scratch = NULL;
  for (int i = 0; i < SLOTS && !scratch; i++) scratch = atomic_exchange(&idle[i], NULL);
  if (!scratch) scratch = calloc(1, sizeof *scratch);
  if (!scratch || scratch->bytes >= bytes) return scratch;
  free(scratch->allocated);
  /* Windows has no aligned_alloc. */
  scratch->allocated = bytes <= SIZE_MAX - ALIGNMENT ? malloc(bytes + ALIGNMENT) : NULL;
  if (!scratch->allocated) {
    free(scratch);
    return NULL;
  }
  scratch->memory = (char *)scratch->allocated + (ALIGNMENT - (uintptr_t)scratch->allocated % ALIGNMENT);
  scratch->bytes = bytes;
  return scratch;
}

void give_scratch_back(Scratch *scratch) {
  for (int i = 0; i < SLOTS; i++) {
    Scratch *expected = NULL;
    if (atomic_compare_exchange_strong(&idle[i], &expected, scratch)) return;
  }
  release(scratch);
}

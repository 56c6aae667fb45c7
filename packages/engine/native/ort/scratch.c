#include "scratch.h"

#include <stdatomic.h>
#include <stdlib.h>

/* Idle pieces; more threads than these allocate anew. */
enum { SLOTS = 64 };
static _Atomic(Scratch *) idle[SLOTS];

static void release(Scratch *scratch) {
  free(scratch->memory);
  free(scratch);
}

Scratch *take_scratch(size_t bytes) {
  Scratch *scratch = NULL;
  for (int i = 0; i < SLOTS && !scratch; i++) scratch = atomic_exchange(&idle[i], NULL);
  if (!scratch) scratch = calloc(1, sizeof *scratch);
  if (!scratch || scratch->bytes >= bytes) return scratch;
  free(scratch->memory);
  scratch->memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
  if (!scratch->memory) {
    free(scratch);
    return NULL;
  }
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

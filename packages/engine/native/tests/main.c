/* Runs every kernel at every level that this CPU has, and prints `LEVEL DIGEST` for each: [SEED] */
#include <stdio.h>
#include <stdlib.h>

#include "cpu/cpu.h"
#include "cpu/self-test.h"
#include "tests/testing.h"

int main(int count, char **arguments) {
  const uint64_t seed = count > 1 ? strtoull(arguments[1], NULL, 10) : 1;
  const Kernels *usable[8];
  const size_t levels = usable_kernels(usable);
  for (size_t i = 0; i < levels; i++) {
    const Kernels *kernels = usable[i];
    check(use_kernels(kernels->name) == 0 && current_kernels() == kernels, "%s is not used", kernels->name);
    for (int type = -1; type < 64; type++) {
      const int weights = type == 0 || type == 1 || type == 30 || format_of(type);
      check(kernels_differ(kernels, type) == !weights, "%s does not pass its self-test of type %d", kernels->name, type);
    }
    Digest digest = {0xcbf29ce484222325u};
    test_formats(seed, &digest);
    test_block_linear(kernels, seed, &digest);
    test_float_linear(kernels, seed, &digest);
    test_rows(kernels, seed, &digest);
    test_attention(kernels, seed, &digest);
    test_attention_operator(seed, &digest);
    test_packed(seed, &digest);
    test_row_operators(seed, &digest);
    test_operators(kernels, seed, &digest);
    test_recurrent(seed, &digest);
    test_experts(seed, &digest);
    printf("%s %016llx\n", kernels->name, (unsigned long long)digest.hash);
    fflush(stdout);
  }
  return 0;
}

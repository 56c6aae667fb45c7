/* What the tests share. A failed check ends the program. */
#ifndef CRIA_TESTING_H
#define CRIA_TESTING_H

#include <stddef.h>
#include <stdint.h>

#include "kernels/kernels.h"

typedef struct {
  uint64_t state;
} Random;

uint32_t random_bits(Random *random);
/* Below `count`. */
size_t random_below(Random *random, size_t count);
/* Between -1 and 1, the same on every machine. */
float random_float(Random *random);
void random_floats(Random *random, float *x, size_t count);

/* `count` blocks of any bytes, but for scales: those are about 2^-7 unless `wild`. */
void random_blocks(Random *random, const Format *format, int wild, size_t count, uint8_t *blocks);

/* Memory of exactly that size, aligned to 64 bytes; what is read or written beyond it is found by a sanitizer. */
void *buffer(size_t bytes);

void check(int condition, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Whether floats have equal bits; any NaN equals any other. */
int same_floats(const float *a, const float *b, size_t count);

/* A digest of all results at one level. */
typedef struct {
  uint64_t hash;
} Digest;

void digest_bytes(Digest *digest, const void *bytes, size_t count);
void digest_floats(Digest *digest, const float *x, size_t count);

void test_formats(uint64_t seed, Digest *digest);
void test_block_linear(const Kernels *kernels, uint64_t seed, Digest *digest);
void test_float_linear(const Kernels *kernels, uint64_t seed, Digest *digest);
void test_rows(const Kernels *kernels, uint64_t seed, Digest *digest);
void test_attention(const Kernels *kernels, uint64_t seed, Digest *digest);
void test_attention_operator(uint64_t seed, Digest *digest);
void test_recurrent(uint64_t seed, Digest *digest);
void test_experts(uint64_t seed, Digest *digest);
void test_row_operators(uint64_t seed, Digest *digest);
void test_packed(uint64_t seed, Digest *digest);
void test_operators(const Kernels *kernels, uint64_t seed, Digest *digest);

#endif

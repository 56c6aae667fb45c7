/* What a kernel is compiled for: constants of a format. */
#ifndef CRIA_SPEC_H
#define CRIA_SPEC_H

#include "formats/list.h"
#include "kernels/products.h"

enum {
#define LARGEST(codebook, largest, ...) codebook##_LARGEST = largest,
  CODEBOOKS(LARGEST)
#undef LARGEST
  CODEBOOK_NONE_LARGEST = 0,
  CODEBOOK_BYTE_LARGEST = 128,
};

typedef struct {
  int bits, codebook, head;
  int parts; /* of a block of 32 columns: 1, or 2 */
  int wide;
  int zero;     /* bytes for the products are value + zero */
  int taken;    /* subtracted from codes that are value + zero of their format, to have it so */
  int restored; /* values include `zero`: the product gets zero * sum(q) back */
  int offsets;
  float unit;
} Spec;

/* Where the values themselves overflow 16-bit sums (0 to 31 in parts of 32), -16 to 15 do not. */
#define IS_RESTORED(bits, head) (MADDUBS && (bits) == 5 && HAS_OFFSETS(head))
#define HAS_OFFSETS(head) ((head) == HEAD_HALF_MIN || (head) == HEAD_SUPER_MINS)
#define IS_WIDE(largest, sub) ((largest) > ((sub) == 32 ? 16 : 32))

/* The spec of an entry of FORMATS. */
#define SPEC_OF(bits_, sub, zero_, codebook_, head_, unit_)                                          \
  ((Spec){.bits = (bits_),                                                                           \
          .codebook = codebook_,                                                                     \
          .head = head_,                                                                             \
          .parts = 32 / (sub),                                                                       \
          .wide = IS_WIDE(codebook_##_LARGEST, sub),                                                 \
          .zero = (codebook_) == CODEBOOK_NONE ? (IS_RESTORED(bits_, head_) ? 16 : (zero_))          \
                  : IS_WIDE(codebook_##_LARGEST, sub) ? WIDE_ZERO                                    \
                                                      : NARROW_ZERO,                                 \
          .restored = IS_RESTORED(bits_, head_),                                                     \
          .offsets = HAS_OFFSETS(head_),                                                             \
          .unit = (unit_)})

/* The same with the values themselves as bytes. */
INLINE Spec signed_bytes(Spec s) {
  if (s.codebook == CODEBOOK_NONE) s.taken = s.zero;
  s.zero = 0;
  return s;
}

#endif

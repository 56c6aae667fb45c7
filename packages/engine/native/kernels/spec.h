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
  int super; /* 256 columns share a scale, and sub-scales stay integers */
  int parts; /* of a block of 32 columns: 1, or 2 */
  int wide;
  int pieces; /* of a part, so that sums fit 16 bits where the level wants that: 1, 2, or 0 if they can't */
  int zero;   /* bytes for the products are value + zero */
  int taken;  /* subtracted from codes that are value + zero of their format, to have it so */
  int offsets;
  float unit;
} Spec;

#define HAS_OFFSETS(head) ((head) == HEAD_HALF_MIN || (head) == HEAD_SUPER_MINS)
#define IS_WIDE(largest, sub) ((largest) > ((sub) == 32 ? 16 : 32))

/* The largest magnitude of a value. */
#define LARGEST_OF(bits, zero, codebook)                             \
  ((codebook) != CODEBOOK_NONE           ? codebook##_LARGEST        \
   : (1 << (bits)) - 1 - (zero) > (zero) ? (1 << (bits)) - 1 - (zero) \
                                         : (zero))

/* Whether sums of so many products fit 16 bits. */
#define FIT(largest, columns) ((largest) * 127 * (columns) <= INT16_MAX)
/* One start does for one piece only. */
#define PIECES_BY(sums, largest, sub, started) \
  (FIT(largest, (sub) / (sums)) ? 1 : !(started) && FIT(largest, (sub) / (sums) / 2) ? 2 : 0)

/* Sub-scales stay integers where the sums of a part, or of its halves, fit 16 bits: else levels with VNNI are slower. */
#define IS_SUPER(bits, sub, zero, codebook, head) \
  ((head) > HEAD_SUPER && PIECES_BY(1, LARGEST_OF(bits, zero, codebook), sub, (codebook) != CODEBOOK_NONE || (zero) != 0))

/* The spec of an entry of FORMATS. */
#define SPEC_OF(bits_, sub, zero_, codebook_, head_, unit_)                                          \
  ((Spec){.bits = (bits_),                                                                           \
          .codebook = codebook_,                                                                     \
          .head = head_,                                                                             \
          .super = IS_SUPER(bits_, sub, zero_, codebook_, head_),                                    \
          .parts = 32 / (sub),                                                                       \
          .wide = IS_WIDE(codebook_##_LARGEST, sub),                                                 \
          .pieces = MADDUBS || (SCALES_SHORT && IS_SUPER(bits_, sub, zero_, codebook_, head_))       \
                        ? PIECES_BY(SUMS_OF_PRODUCTS, LARGEST_OF(bits_, zero_, codebook_), sub,      \
                                    (codebook_) != CODEBOOK_NONE || (zero_) != 0)                    \
                        : 1,                                                                         \
          .zero = (codebook_) == CODEBOOK_NONE ? (zero_)                                             \
                  : IS_WIDE(codebook_##_LARGEST, sub) ? WIDE_ZERO                                    \
                                                      : NARROW_ZERO,                                 \
          .offsets = HAS_OFFSETS(head_),                                                             \
          .unit = (unit_)})

/* The same with the values themselves as bytes. */
INLINE Spec signed_bytes(Spec s) {
  if (s.codebook == CODEBOOK_NONE) s.taken = s.zero;
  s.zero = 0;
  return s;
}

#endif

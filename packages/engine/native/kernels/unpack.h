/* Weights of 32 columns and 16 rows as bytes for the products, and their scales (formats/layout.h has the layout). */
#ifndef CRIA_UNPACK_H
#define CRIA_UNPACK_H

#include "formats/layout.h"
#include "kernels/spec.h"

/* Each byte's bits from `from` on, moved to bit `to`. */
INLINE u32x16 move_bits(u32x16 x, int from, int to) { return from >= to ? x >> (from - to) : x << (to - from); }

INLINE u32x16 masked(u32x16 x, uint32_t byte) { return x & (u32x16)splat_int((int32_t)(byte * 0x01010101u)); }

/* Codes of the columns 4j to 4j+3. */
INLINE u32x16 codes_of(int bits, const uint8_t *plane, int j) {
  if (bits == 8) return load_u32x16(plane + 64 * j);
  u32x16 codes = {0};
  int done = 0;
  if (bits & 4) {
    codes = masked(move_bits(load_u32x16(plane + 64 * (j % 4)), j < 4 ? 0 : 4, 0), 15);
    plane += 256;
    done = 4;
  }
  if (bits & 2) {
    codes |= masked(move_bits(load_u32x16(plane + 64 * (j / 4)), 2 * (j % 4), done), 3u << done);
    plane += 128;
    done += 2;
  }
  if (bits & 1) codes |= masked(move_bits(load_u32x16(plane), j, done), 1u << done);
  return codes;
}

/* The values of a codebook, `add` added. */
INLINE u32x16 values_of_codes(int codebook, int add, u32x16 codes) {
#define ADDED(codebook_, largest, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)                                    \
  if (codebook == codebook_) {                                                                                       \
    const int8_t table[16] = {(int8_t)(a + add), (int8_t)(b + add), (int8_t)(c + add), (int8_t)(d + add),            \
                              (int8_t)(e + add), (int8_t)(f + add), (int8_t)(g + add), (int8_t)(h + add),            \
                              (int8_t)(i + add), (int8_t)(j + add), (int8_t)(k + add), (int8_t)(l + add),            \
                              (int8_t)(m + add), (int8_t)(n + add), (int8_t)(o + add), (int8_t)(p + add)};           \
    return look_up(table, codes);                                                                                    \
  }
  CODEBOOKS(ADDED)
#undef ADDED
  return codes;
}

/* Each byte less `taken`. */
INLINE u32x16 less(u32x16 codes, int taken) {
  typedef uint8_t u8x64 __attribute__((vector_size(64)));
  return (u32x16)((u8x64)codes - (u8x64)splat_int(taken * 0x01010101));
}

/* Bytes value + zero of the columns 4j to 4j+3. */
INLINE u32x16 bytes_of(const Spec s, const uint8_t *plane, int j) {
  const u32x16 codes = codes_of(s.bits, plane, j);
  if (s.codebook == CODEBOOK_NONE) return s.taken ? less(codes, s.taken) : codes;
  if (s.codebook == CODEBOOK_BYTE) return s.zero ? codes ^ (u32x16)splat_int((int32_t)0x80808080u) : codes;
  return values_of_codes(s.codebook, s.zero, codes);
}

typedef struct {
  f32x16 scale, offset;
} Scales;

INLINE f32x16 small_to_float(u8x16 x) { return __builtin_convertvector(__builtin_convertvector(x, i32x16), f32x16); }
INLINE f32x16 signed_to_float(i8x16 x) { return __builtin_convertvector(__builtin_convertvector(x, i32x16), f32x16); }
INLINE f32x16 halves_at(const uint8_t *at) { return half_to_float(load_f16x16(at)); }

/* 2^(e - 128), also where that is subnormal. */
INLINE f32x16 power_of_two(u8x16 e) {
  const i32x16 x = __builtin_convertvector(e, i32x16);
  const i32x16 small = x < splat_int(2);
  const i32x16 subnormal = splat_int(0x00200000) << (x & splat_int(1));
  return (f32x16)((small & subnormal) | (~small & ((x - splat_int(1)) << splat_int(23))));
}

/* Scales of blocks of 256 columns (formats/layout.h): integers for parts `part` of all. */
INLINE size_t super_head_bytes(const Spec s) {
  return s.head == HEAD_SUPER ? 32 : s.head == HEAD_SUPER_SCALES ? 32 + 128 * (size_t)s.parts : s.parts == 2 ? 320 : 256;
}

/* The upper two bits of scale and min. */
INLINE u8x16 upper_bits(const uint8_t *head, size_t part) {
  return load_u8x16(head + 192 + 16 * (part / 2)) >> (uint8_t)(part % 2 * 4);
}

INLINE i8x16 sub_scale(const Spec s, const uint8_t *head, size_t part) {
  if (s.head == HEAD_SUPER_SCALES) return load_i8x16(head + 32 + 16 * part);
  const u8x16 low = load_u8x16(head + 64 + 16 * part) & 15;
  return (i8x16)(s.parts == 2 ? low : low | (upper_bits(head, part) & 3) << 4);
}

INLINE u8x16 sub_min(const Spec s, const uint8_t *head, size_t part) {
  const u8x16 low = load_u8x16(head + 64 + 16 * part) >> 4;
  return s.parts == 2 ? low : low | (upper_bits(head, part) & 12) << 2;
}

/* Scales of a part of a block; `heads` is where the group starts. */
INLINE Scales scales_of(const Spec s, const uint8_t *heads, size_t block, int part) {
  const size_t at = block % 8 * (size_t)s.parts + (size_t)part;
  switch (s.head) {
    case HEAD_HALF: return (Scales){.scale = halves_at(heads + block * 32)};
    case HEAD_HALF_MIN: return (Scales){halves_at(heads + block * 64), halves_at(heads + block * 64 + 32)};
    case HEAD_E8M0: return (Scales){.scale = power_of_two(load_u8x16(heads + block * 16))};
    case HEAD_HALF_16: return (Scales){.scale = halves_at(heads + block * 64 + 32 * (size_t)part)};
    default: break;
  }
  const uint8_t *head = heads + block / 8 * super_head_bytes(s);
  if (s.head == HEAD_SUPER) return (Scales){.scale = halves_at(head)};
  Scales both = {.scale = halves_at(head) * splat(s.unit) * signed_to_float(sub_scale(s, head, at))};
  if (s.offsets) both.offset = -(halves_at(head + 32) * small_to_float(sub_min(s, head, at)));
  return both;
}

#endif

#include <arm_neon.h>

/* Four columns each. sdot takes signed weights; value + zero of narrow weights is below 128. */
typedef struct {
  int32x4_t quarter[4];
} Products;

INLINE Products start_products(int wide, int32_t start) {
  const int32x4_t all = vdupq_n_s32(wide ? 0 : start);
  return (Products){{all, all, all, all}};
}

INLINE Products add_products(int wide, Products p, u32x16 w, const int8_t *q) {
  int32_t four;
  memcpy(&four, q, sizeof four);
  const int8x16_t a = vreinterpretq_s8_s32(vdupq_n_s32(four));
  int8x16_t parts[4];
  memcpy(parts, &w, sizeof parts);
  for (int i = 0; i < 4; i++) p.quarter[i] = vdotq_s32(p.quarter[i], parts[i], a);
  return (void)wide, p;
}

INLINE i32x16 end_products(int wide, Products p) {
  i32x16 all;
  memcpy(&all, &p, sizeof all);
  return (void)wide, all;
}

INLINE u32x16 factors_of(i8x16 scale) { return (u32x16)widened(scale); }

INLINE i32x16 add_scaled_sums(i32x16 sum, Products p, u32x16 factors) {
  return sum + end_products(0, p) * (i32x16)factors;
}

INLINE i32x16 add_pairs(i32x16 sum, u32x16 a, int32_t pair) { return add_pairs_apart(sum, a, pair); }

INLINE u32x16 look_up(const int8_t table[16], u32x16 codes) {
  const int8x16_t all = vld1q_s8(table);
  uint8x16_t parts[4];
  memcpy(parts, &codes, sizeof parts);
  for (int i = 0; i < 4; i++) parts[i] = vreinterpretq_u8_s8(vqtbl1q_s8(all, parts[i]));
  memcpy(&codes, parts, sizeof codes);
  return codes;
}

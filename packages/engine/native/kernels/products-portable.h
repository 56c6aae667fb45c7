typedef i32x16 Products;

INLINE Products start_products(int wide, int32_t start) { return splat_int(wide ? 0 : start); }

/* Byte i of each lane, as a signed number. */
INLINE i32x16 byte_of(u32x16 x, int i) { return (i32x16)(x << (24 - 8 * i)) >> 24; }

INLINE Products add_products(int wide, Products p, u32x16 w, const int8_t *q) {
  for (int i = 0; i < 4; i++) p += byte_of(w, i) * splat_int(q[i]);
  return (void)wide, p;
}

INLINE i32x16 end_products(int wide, Products p) { return (void)wide, p; }

INLINE u32x16 factors_of(i8x16 scale) { return (u32x16)widened(scale); }

INLINE i32x16 add_scaled_sums(i32x16 sum, Products p, u32x16 factors) {
  return sum + end_products(0, p) * (i32x16)factors;
}

INLINE i32x16 add_pairs(i32x16 sum, u32x16 a, int32_t pair) { return add_pairs_apart(sum, a, pair); }

INLINE u32x16 look_up(const int8_t table[16], u32x16 codes) {
  uint8_t bytes[64];
  memcpy(bytes, &codes, sizeof bytes);
  for (int i = 0; i < 64; i++) bytes[i] = (uint8_t)table[bytes[i] & 15];
  memcpy(&codes, bytes, sizeof codes);
  return codes;
}

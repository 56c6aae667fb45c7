/*
 * For CPUs without FMA and F16C. The compiler would call a function for each lane, and the fmaf that zig links
 * (compiler_rt of 0.17.0) rounds twice.
 */
#ifndef CRIA_VECTOR_EMULATED_H
#define CRIA_VECTOR_EMULATED_H

typedef double f64x4 __attribute__((vector_size(32)));
typedef int64_t i64x4 __attribute__((vector_size(32)));

/*
 * a * b + c, rounded once. The product is exact in f64. The sum is rounded to odd there: where its error is not zero,
 * the last bit of the next number towards 0 is set. Rounding that to f32 gives what rounding the exact sum gives, since
 * f64 has more than two bits more (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums", 2008).
 */
INLINE f32x4 fma4(f32x4 a, f32x4 b, f32x4 c) {
  const f64x4 product = __builtin_convertvector(a, f64x4) * __builtin_convertvector(b, f64x4);
  const f64x4 addend = __builtin_convertvector(c, f64x4), sum = product + addend;
  /* Knuth's TwoSum; NaN where the sum is not finite. */
  const f64x4 part = sum - product, error = (product - (sum - part)) + (addend - part);
  const i64x4 inexact = (error < 0) | (error > 0), nearer_to_zero = error * sum < 0;
  const i64x4 odd = ((i64x4)sum + nearer_to_zero) | (inexact & 1);
  return __builtin_convertvector((f64x4)odd, f32x4);
}

#define QUARTER(x, q) __builtin_shufflevector(x, x, 4 * (q), 4 * (q) + 1, 4 * (q) + 2, 4 * (q) + 3)

INLINE f32x16 fma16(f32x16 a, f32x16 b, f32x16 c) {
  const f32x4 q0 = fma4(QUARTER(a, 0), QUARTER(b, 0), QUARTER(c, 0));
  const f32x4 q1 = fma4(QUARTER(a, 1), QUARTER(b, 1), QUARTER(c, 1));
  const f32x4 q2 = fma4(QUARTER(a, 2), QUARTER(b, 2), QUARTER(c, 2));
  const f32x4 q3 = fma4(QUARTER(a, 3), QUARTER(b, 3), QUARTER(c, 3));
  return (f32x16){q0[0], q0[1], q0[2], q0[3], q1[0], q1[1], q1[2], q1[3],
                  q2[0], q2[1], q2[2], q2[3], q3[0], q3[1], q3[2], q3[3]};
}

/*
 * Exponent and fraction of a half, moved to those of a float, are the number times 2^-112: a product restores it, also
 * where it is subnormal. Infinities and NaN get the largest exponent instead.
 */
INLINE f32x16 half_to_float(f16x16 x) {
  const u32x16 bits = __builtin_convertvector((u16x16)x, u32x16);
  const u32x16 magnitude = (bits & 0x7fff) << 13, sign = (bits & 0x8000) << 16;
  const u32x16 special = (u32x16)(magnitude >= 0x0f800000u) & 0x7f800000u;
  return (f32x16)((u32x16)((f32x16)magnitude * splat(0x1p112f)) | special | sign);
}

#endif

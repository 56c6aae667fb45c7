#ifndef CRIA_DETECT_H
#define CRIA_DETECT_H

/* Instructions that both the CPU and the operating system let a program use. */
typedef struct {
  /* AVX2 with FMA and F16C. */
  int avx2;
  int avxvnni;
  /* AVX-512 F, BW, DQ and VL. */
  int avx512;
  int avx512vnni;
  /* AMX int8 tiles, with AVX-512 VNNI. */
  int amx;
  int dotprod, i8mm;
} Features;

Features detect_features(void);

#endif

#ifndef CRIA_CPU_H
#define CRIA_CPU_H

/* What the kernels can use of this CPU. */
typedef enum {
  LEVEL_NONE = 0,
  /* AVX-512 F/BW/VL with VNNI (vpdpbusd). */
  LEVEL_VNNI = 1,
  /* The same and AMX int8 tiles, which the operating system must also have granted. */
  LEVEL_AMX = 2,
} Level;

/* The level in use: the best one of this machine, unless limit_level lowered it. */
Level current_level(void);

/* Uses at most this level from now on. */
void limit_level(Level most);

#endif

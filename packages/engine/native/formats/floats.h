/* The types of GGUF whose elements are plain floats. */
#ifndef CRIA_FLOATS_H
#define CRIA_FLOATS_H

#include <stddef.h>

enum { TYPE_F32 = 0, TYPE_F16 = 1, TYPE_BF16 = 30 };

static inline int is_float_type(int type) { return type == TYPE_F32 || type == TYPE_F16 || type == TYPE_BF16; }

/* Bytes of an element. */
static inline size_t float_bytes(int type) { return type == TYPE_F32 ? 4 : 2; }

#endif

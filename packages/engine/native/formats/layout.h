/*
 * How weights of block formats lie for the kernels, without loss: groups of 16 rows of W, interleaved.
 *
 * A group is its heads, padded to 64 bytes, and then its planes.
 *
 * Heads, per 32 columns (K), for the 16 rows side by side; d, m and dmin are IEEE halves:
 *   HEAD_HALF          d[16]
 *   HEAD_HALF_MIN      d[16], m[16]
 *   HEAD_E8M0          bytes e[16]
 *   HEAD_HALF_16       d[16] of the first 16 columns, d[16] of the others
 * and per 256 columns:
 *   HEAD_SUPER         d[16]
 *   HEAD_SUPER_SCALES  d[16], int8 scale[256 / sub][16]
 *   HEAD_SUPER_MINS    d[16], dmin[16], then for parts of 16 columns bytes (scale | min << 4)[16][16], for parts of 32
 *                      the low nibbles likewise [8][16] and the upper two bits [4][16] of parts 2i and 2i+1:
 *                      scale(2i) | min(2i) << 2 | scale(2i+1) << 4 | min(2i+1) << 6
 *
 * Planes hold the codes of 32 columns as powers of two: a code of 6 bits has its low nibble in a plane of 4 and the
 * rest in a plane of 2. In all of them column 4j+i of row r is at byte 4r+i of a vector of 64 bytes:
 *   8 bits: vector j                  4 bits: vector j mod 4, low nibble for j < 4, high nibble for the others
 *   2 bits: vector j / 4, bits 2 (j mod 4)                         1 bit: bit j
 */
#ifndef CRIA_LAYOUT_H
#define CRIA_LAYOUT_H

#include "formats/format.h"

/* Rows of W that lie interleaved, and columns that share the head of a format of superblocks. */
enum { GROUP = 16, SUPERBLOCK = 256 };

/* Bytes of a head, and the columns that it is for. */
static inline size_t head_bytes(const Format *f) {
  switch (f->head) {
    case HEAD_HALF: return 32;
    case HEAD_HALF_MIN: return 64;
    case HEAD_E8M0: return 16;
    case HEAD_HALF_16: return 64;
    case HEAD_SUPER: return 32;
    case HEAD_SUPER_SCALES: return 32 + 16 * (SUPERBLOCK / (size_t)f->sub);
    default: return 64 + (f->sub == 16 ? 256 : 192);
  }
}

static inline size_t head_columns(const Format *f) { return f->head >= HEAD_SUPER ? SUPERBLOCK : 32; }

/* Bytes of all heads of a group for k columns. */
static inline size_t heads_bytes(const Format *f, size_t k) {
  return (k / head_columns(f) * head_bytes(f) + 63) / 64 * 64;
}

/* Bytes of the planes of 32 columns of a group. */
static inline size_t plane_bytes(const Format *f) { return 64 * (size_t)f->bits; }

/* Bytes of a group of 16 rows of k columns. */
static inline size_t group_bytes(const Format *f, size_t k) { return heads_bytes(f, k) + k / 32 * plane_bytes(f); }

#endif

#include <string.h>

#include "formats/dequantize.h"
#include "formats/pack.h"

/* The code of column `i` of 32, of row r of the group. */
static uint8_t code_at(int bits, const uint8_t *plane, size_t r, size_t i) {
  const size_t j = i / 4, byte = 4 * r + i % 4;
  if (bits == 8) return plane[64 * j + byte];
  unsigned code = 0;
  int done = 0;
  if (bits & 4) {
    code = plane[64 * (j % 4) + byte] >> (j < 4 ? 0 : 4) & 15;
    plane += 256;
    done = 4;
  }
  if (bits & 2) {
    code |= (plane[64 * (j / 4) + byte] >> 2 * (j % 4) & 3u) << done;
    plane += 128;
    done += 2;
  }
  if (bits & 1) code |= (plane[byte] >> j & 1u) << done;
  return (uint8_t)code;
}

static uint16_t half_at(const uint8_t *head, size_t row) {
  uint16_t half;
  memcpy(&half, head + 2 * row, 2);
  return half;
}

/* The reverse of pack_head: heads of 256 columns have entries for all parts, the others for one block of 32. */
static void unpack_head(const Format *f, const uint8_t *head, size_t row, Decoded *d) {
  const size_t parts = SUPERBLOCK / (size_t)f->sub;
  d->d[0] = f->head == HEAD_E8M0 ? head[row] : half_at(head, row);
  if (f->head == HEAD_HALF_MIN || f->head == HEAD_SUPER_MINS) d->m[0] = half_at(head + 32, row);
  if (f->head == HEAD_HALF_16) d->d[1] = half_at(head + 32, row);
  if (f->head == HEAD_SUPER_SCALES) {
    for (size_t i = 0; i < parts; i++) d->scale[i] = (int8_t)head[32 + 16 * i + row];
  }
  if (f->head != HEAD_SUPER_MINS) return;
  for (size_t i = 0; i < parts; i++) {
    const uint8_t low = head[64 + 16 * i + row];
    const uint8_t high = parts == 16 ? 0 : head[192 + 16 * (i / 2) + row] >> (i % 2 * 4);
    d->scale[i] = (int8_t)((low & 15) | (high & 3) << 4);
    d->min[i] = (uint8_t)(low >> 4 | (high & 12) << 2);
  }
}

void unpack_row(const Format *f, const uint8_t *groups, size_t row, size_t k, float *out) {
  const uint8_t *group = groups + row / GROUP * group_bytes(f, k), *plane = group + heads_bytes(f, k);
  const size_t step = head_columns(f), r = row % GROUP;
  Decoded d;
  for (size_t column = 0; column < k; column += step, out += step) {
    unpack_head(f, group + column / step * head_bytes(f), r, &d);
    for (size_t at = 0; at < step; at += 32, plane += plane_bytes(f)) {
      for (size_t i = 0; i < 32; i++) d.codes[at + i] = code_at(f->bits, plane, r, i);
    }
    dequantize_decoded(f, &d, step, out);
  }
}

void unpack_float_row(int ggml_type, const uint8_t *groups, size_t row, size_t k, float *out) {
  const size_t size = float_bytes(ggml_type);
  const uint8_t *group = groups + row / GROUP * GROUP * k * size;
  for (size_t i = 0; i < k; i++) dequantize_floats(ggml_type, group + (i * GROUP + row % GROUP) * size, 1, out + i);
}

#include "formats/pack.h"

#include <string.h>

typedef uint32_t u32x16 __attribute__((vector_size(64)));

static u32x16 each(uint32_t byte) {
  const uint32_t x = byte * 0x01010101u;
  return (u32x16){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x};
}

/* Planes of 32 columns; vector j of the codes has the columns 4j to 4j+3 of each row. */
static void pack_planes(int bits, const u32x16 codes[8], uint8_t *plane) {
  int done = 0;
  if (bits == 8) {
    memcpy(plane, codes, 512);
    return;
  }
  if (bits & 4) {
    for (int v = 0; v < 4; v++, plane += 64) {
      const u32x16 both = (codes[v] & each(15)) | (codes[v + 4] & each(15)) << 4;
      memcpy(plane, &both, 64);
    }
    done = 4;
  }
  if (bits & 2) {
    for (int v = 0; v < 2; v++, plane += 64) {
      u32x16 four = {0};
      for (int i = 0; i < 4; i++) four |= (codes[4 * v + i] >> done & each(3)) << 2 * i;
      memcpy(plane, &four, 64);
    }
    done += 2;
  }
  if (bits & 1) {
    u32x16 eight = {0};
    for (int j = 0; j < 8; j++) eight |= (codes[j] >> done & each(1)) << j;
    memcpy(plane, &eight, 64);
  }
}

static void store_half(uint8_t *head, size_t row, uint16_t half) { memcpy(head + 2 * row, &half, 2); }

/* What a row says to the head of its block (or superblock) `at` within the unit that was decoded. */
static void pack_head(const Format *f, const Decoded *d, size_t at, size_t row, uint8_t *head) {
  const size_t parts = SUPERBLOCK / (size_t)f->sub;
  switch (f->head) {
    case HEAD_HALF_MIN:
      store_half(head + 32, row, d->m[at]); /* fall through */
    case HEAD_HALF:
    case HEAD_SUPER: store_half(head, row, d->d[at]); return;
    case HEAD_E8M0: head[row] = (uint8_t)d->d[at]; return;
    case HEAD_HALF_16:
      store_half(head, row, d->d[2 * at]);
      store_half(head + 32, row, d->d[2 * at + 1]);
      return;
    case HEAD_SUPER_SCALES:
      store_half(head, row, d->d[0]);
      for (size_t i = 0; i < parts; i++) head[32 + 16 * i + row] = (uint8_t)d->scale[i];
      return;
    case HEAD_SUPER_MINS: break;
  }
  store_half(head, row, d->d[0]);
  store_half(head + 32, row, d->m[0]);
  for (size_t i = 0; i < parts; i++) head[64 + 16 * i + row] = (uint8_t)((d->scale[i] & 15) | d->min[i] << 4);
  if (parts == 16) return;
  for (size_t i = 0; i < 4; i++) {
    const int first = d->scale[2 * i] >> 4 | d->min[2 * i] >> 4 << 2;
    const int second = d->scale[2 * i + 1] >> 4 | d->min[2 * i + 1] >> 4 << 2;
    head[192 + 16 * i + row] = (uint8_t)(first | second << 4);
  }
}

static int is_finite_half(uint16_t half) { return (half & 0x7c00) != 0x7c00; }

static size_t count_bad_scales(const Format *f, const Decoded *d) {
  if (f->head == HEAD_E8M0) return d->d[0] == 255;
  const size_t scales = f->head >= HEAD_SUPER ? 1 : (size_t)(f->block / (f->head == HEAD_HALF_16 ? 16 : 32));
  const int mins = f->head == HEAD_HALF_MIN || f->head == HEAD_SUPER_MINS;
  size_t bad = 0;
  for (size_t i = 0; i < scales; i++) bad += !is_finite_half(d->d[i]) + (mins && !is_finite_half(d->m[i]));
  return bad;
}

size_t pack_blocks(const Format *f, const uint8_t *blocks, size_t rows, size_t k, uint8_t *groups) {
  const size_t block = (size_t)f->block, row_bytes = k / block * (size_t)f->block_bytes;
  const size_t head_step = head_bytes(f), per_head = head_columns(f);
  size_t bad = 0;
  Decoded decoded[GROUP];
  for (size_t first = 0; first < rows; first += GROUP, groups += group_bytes(f, k)) {
    const size_t count = rows - first < GROUP ? rows - first : GROUP;
    memset(groups, 0, count < GROUP ? group_bytes(f, k) : heads_bytes(f, k));
    memset(decoded, 0, sizeof decoded);
    uint8_t *plane = groups + heads_bytes(f, k);
    for (size_t column = 0; column < k; column += block) {
      for (size_t r = 0; r < count; r++) {
        f->decode(blocks + (first + r) * row_bytes + column / block * (size_t)f->block_bytes, &decoded[r]);
        bad += count_bad_scales(f, &decoded[r]);
        for (size_t at = 0; at < block; at += per_head) {
          pack_head(f, &decoded[r], at / per_head, r, groups + (column + at) / per_head * head_step);
        }
      }
      for (size_t at = 0; at < block; at += 32, plane += plane_bytes(f)) {
        uint32_t words[8][GROUP];
        for (size_t r = 0; r < GROUP; r++) {
          for (size_t j = 0; j < 8; j++) memcpy(&words[j][r], decoded[r].codes + at + 4 * j, 4);
        }
        u32x16 codes[8];
        memcpy(codes, words, sizeof codes);
        pack_planes(f->bits, codes, plane);
      }
    }
  }
  return bad;
}

size_t packed_group_bytes(int ggml_type, size_t k) {
  const Format *f = format_of(ggml_type);
  return f ? group_bytes(f, k) : k * GROUP * float_bytes(ggml_type);
}

static int is_finite_element(int ggml_type, const uint8_t *element) {
  uint32_t bits = 0;
  memcpy(&bits, element, float_bytes(ggml_type));
  const uint32_t exponent = ggml_type == TYPE_F32 ? 0x7f800000 : ggml_type == TYPE_F16 ? 0x7c00 : 0x7f80;
  return (bits & exponent) != exponent;
}

size_t pack_floats(int ggml_type, const uint8_t *elements, size_t rows, size_t k, uint8_t *groups) {
  const size_t size = float_bytes(ggml_type);
  size_t bad = 0;
  for (size_t first = 0; first < rows; first += GROUP, groups += k * GROUP * size) {
    const size_t count = rows - first < GROUP ? rows - first : GROUP;
    if (count < GROUP) memset(groups, 0, k * GROUP * size);
    for (size_t r = 0; r < count; r++) {
      const uint8_t *row = elements + (first + r) * k * size;
      for (size_t i = 0; i < k; i++) {
        bad += !is_finite_element(ggml_type, row + i * size);
        memcpy(groups + (i * GROUP + r) * size, row + i * size, size);
      }
    }
  }
  return bad;
}

#include "linear.h"

#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,f16c,fma,amx-tile,amx-int8")
#include <immintrin.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

/*
 * Blocks of K done in one go: the weights of a group (16 KiB of signed bytes) stay in the L1 cache and the activations
 * of 512 rows (512 KiB) in L2 meanwhile. Sums of earlier goes wait in y: a stored float is the same float.
 */
enum { CHUNK = 32 };

/* Groups done together. */
enum { STRIP = 8 };

/* Own instructions, for the compiler's lack a memory clobber. */
#define TILE_LOAD(tile, address, stride) \
  __asm__ volatile("tileloadd (%0,%1,1), %%tmm" #tile ::"r"(address), "r"((long)(stride)) : "memory")
#define TILE_STORE(tile, address, stride) \
  __asm__ volatile("tilestored %%tmm" #tile ", (%0,%1,1)" ::"r"(address), "r"((long)(stride)) : "memory")
#define TILE_ZERO(tile) __asm__ volatile("tilezero %tmm" #tile)
#define TILE_DOT(sum, a, b) __asm__ volatile("tdpbssd %tmm" #b ", %tmm" #a ", %tmm" #sum)

/* Tiles 0 and 3: dot products `[height][16]` int32. 1 and 4: activations `[height][32]`. 2 and 5: weights. */
static void configure_tiles(size_t height) {
  struct {
    uint8_t palette, start_row, reserved[14];
    uint16_t row_bytes[16];
    uint8_t rows[16];
  } config = {.palette = 1};
  for (int set = 0; set < 6; set += 3) {
    config.rows[set] = config.rows[set + 1] = (uint8_t)height;
    config.rows[set + 2] = BLOCK / 4;
    config.row_bytes[set] = config.row_bytes[set + 2] = 64;
    config.row_bytes[set + 1] = BLOCK;
  }
  __asm__ volatile("ldtilecfg %0" ::"m"(config));
}

static void release_tiles(void) { __asm__ volatile("tilerelease"); }

/* Nibbles to signed bytes, in the order of 8-bit weights. */
static void unpack_nibbles(const uint8_t *w, size_t blocks, int8_t *out) {
  const __m512i low = _mm512_set1_epi8(15);
  const __m512i eight = _mm512_set1_epi8(8);
  for (size_t b = 0; b < blocks; b++, w += 256, out += 512) {
    for (int v = 0; v < 4; v++) {
      const __m512i pairs = _mm512_loadu_si512(w + 64 * v);
      const __m512i first = _mm512_and_si512(pairs, low);
      const __m512i second = _mm512_and_si512(_mm512_srli_epi16(pairs, 4), low);
      _mm512_store_si512(out + 64 * v, _mm512_sub_epi8(first, eight));
      _mm512_store_si512(out + 256 + 64 * v, _mm512_sub_epi8(second, eight));
    }
  }
}

typedef int32_t Dots[PANEL][GROUP] __attribute__((aligned(64)));

/* Rows behind the panel's last read what follows, and their sums are not used. */
INLINE void add_block(const Dots dots, const uint16_t *scales, const float *d, __m512 sum[]) {
  const __m512 scale = _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)scales));
  for (int r = 0; r < PANEL; r++) {
    const __m512 dot = _mm512_cvtepi32_ps(_mm512_load_si512(dots[r]));
    sum[r] = _mm512_fmadd_ps(dot, _mm512_mul_ps(scale, _mm512_set1_ps(d[r])), sum[r]);
  }
}

#define DOT_BLOCK(c, a, b, q, w, dots) \
  do {                                 \
    TILE_ZERO(c);                      \
    TILE_LOAD(a, q, BLOCK);            \
    TILE_LOAD(b, w, 64);               \
    TILE_DOT(c, a, b);                 \
    TILE_STORE(c, dots, 64);           \
  } while (0)

/* sum += some blocks of one panel and group. Tiles work one block ahead of the scaling. */
INLINE void panel_by_group(size_t blocks, size_t height, const int8_t *q, const float *d, const int8_t *w,
                           const uint16_t *scales, const char *ahead, size_t ahead_bytes, __m512 sum[]) {
  Dots even, odd;
  const size_t step = height * BLOCK;
  DOT_BLOCK(0, 1, 2, q, w, even);
  for (size_t b = 0; b < blocks; b += 2) {
    const size_t next = b + 1;
    for (size_t line = 0; line < 2 * ahead_bytes; line += 64) _mm_prefetch(ahead + b * ahead_bytes + line, _MM_HINT_T0);
    if (next < blocks) DOT_BLOCK(3, 4, 5, q + next * step, w + next * 512, odd);
    add_block(even, scales + b * GROUP, d + b * height, sum);
    if (next == blocks) break;
    if (next + 1 < blocks) DOT_BLOCK(0, 1, 2, q + (next + 1) * step, w + (next + 1) * 512, even);
    add_block(odd, scales + next * GROUP, d + next * height, sum);
  }
}

typedef struct {
  const Weights *w;
  const Activations *a;
  float *y;
  /* Blocks of K. */
  size_t from, to;
} Chunk;

/* One panel and group, some blocks of K. */
static void panel_chunk(const Chunk *c, size_t panel, size_t group, const int8_t *values, const char *ahead,
                        size_t ahead_bytes) {
  const Weights *w = c->w;
  const Activations *a = c->a;
  const size_t height = a->height, before = panel * height;
  const size_t real = a->rows - before < height ? a->rows - before : height;
  const size_t start = (panel * a->blocks + c->from) * height;
  const __mmask16 mask = group_mask(w, group);
  float *out = c->y + before * w->n + group * GROUP;
  /* Lines of y are far from each other: ask for them while the tiles work. */
  for (size_t r = 0; r < real; r++) __builtin_prefetch(out + r * w->n, 1);
  __m512 sum[PANEL];
  for (int r = 0; r < PANEL; r++) {
    sum[r] = c->from > 0 && (size_t)r < real ? _mm512_maskz_loadu_ps(mask, out + r * w->n) : _mm512_setzero_ps();
  }
  panel_by_group(c->to - c->from, height, a->q + start * BLOCK, a->d + start, values,
                 group_scales(w, group) + c->from * GROUP, ahead, ahead_bytes, sum);
  if (c->to == a->blocks && w->bias) {
    const __m512 bias = _mm512_maskz_loadu_ps(mask, w->bias + group * GROUP);
    for (int r = 0; r < PANEL; r++) sum[r] = _mm512_add_ps(sum[r], bias);
  }
  for (int r = 0; r < PANEL; r++) {
    if ((size_t)r < real) _mm512_mask_storeu_ps(out + r * w->n, mask, sum[r]);
  }
}

/* The groups of a strip share the loads of a panel, and the lines and pages of y that it writes to. */
static void strip_chunk(const Chunk *c, size_t panels, size_t group, size_t end) {
  static _Thread_local int8_t unpacked[STRIP][CHUNK * 512] __attribute__((aligned(64)));
  const Weights *w = c->w;
  const size_t bytes = block_bytes(w->bits), blocks = c->to - c->from;
  const int8_t *values[STRIP];
  for (size_t g = group; g < end; g++) {
    const uint8_t *packed = group_values(w, g) + c->from * bytes;
    values[g - group] = w->bits == 8 ? (const int8_t *)packed : unpacked[g - group];
    if (w->bits == 4) unpack_nibbles(packed, blocks, unpacked[g - group]);
  }
  for (size_t p = 0; p < panels; p++) {
    for (size_t g = group; g < end; g++) {
      /* The last panel fetches the weights that follow. */
      const char *ahead = (const char *)(group_values(w, g) + c->to * bytes);
      const size_t ahead_bytes = p + 1 == panels ? bytes : 0;
      panel_chunk(c, p, g, values[g - group], ahead, ahead_bytes);
    }
  }
}

void linear_amx(const Weights *w, const Activations *a, size_t panels, size_t group, size_t end, float *y) {
  configure_tiles(a->height);
  /* One panel: in the order of memory. */
  const size_t strip = panels == 1 ? 1 : STRIP;
  for (size_t g = group; g < end; g += strip) {
    for (size_t from = 0; from < a->blocks; from += CHUNK) {
      const size_t to = from + CHUNK < a->blocks ? from + CHUNK : a->blocks;
      strip_chunk(&(Chunk){w, a, y, from, to}, panels, g, g + strip < end ? g + strip : end);
    }
  }
  release_tiles();
}

#include "operators/attention-work.h"

#include <string.h>

#include "operators/rotate.h"
#include "ort/scratch.h"

/* Rows that a task of the rotation takes. */
enum { ROTATED_ROWS = 16 };

/* Keys that the rows of a tile see beyond a window, about. */
enum { KEYS_OF_TILE = 128 };

/* Appends row i's keys and values to the cache. */
static void append(const AttentionWork *w, size_t i, size_t b, size_t position) {
  const size_t row = position - base_of(w, b);
  for (size_t h = 0; h < w->kv_heads; h++) {
    const size_t at = (b * w->kv_heads + h) * w->capacity + row;
    rotate(&w->rotation, w->k + i * w->k_stride + h * w->key_dim, position, 1, w->keys + at * w->key_dim);
    memcpy(w->values + at * w->value_dim, w->v + i * w->v_stride + h * w->value_dim, w->value_dim * sizeof(float));
  }
}

static void rotate_task(void *data, size_t index) {
  const AttentionWork *w = data;
  const size_t d = w->key_dim, group = w->heads / w->kv_heads, width = w->heads * w->value_dim;
  const size_t from = index * ROTATED_ROWS, all = w->batch * w->rows;
  for (size_t i = from; i < all && i < from + ROTATED_ROWS; i++) {
    const size_t b = i / w->rows, r = i % w->rows;
    if (!is_active(w, b)) {
      memset(w->out + i * width, 0, width * sizeof(float));
      continue;
    }
    const size_t position = past_of(w, b) + r;
    for (size_t h = 0; h < w->heads; h++) {
      const size_t kv = h / group;
      float *to = w->rotated + ((((b * w->kv_heads + kv) * w->rows + r) * group) + h % group) * d;
      rotate(&w->rotation, w->q + i * w->q_stride + h * d, position, w->attributes->scale, to);
    }
    if (w->k) append(w, i, b, position);
  }
}

/* A tile of rows of one key-value head of one sequence. Later tiles have more keys, so they come first. */
static void attend_task(void *data, size_t index) {
  AttentionWork *w = data;
  const size_t group = w->heads / w->kv_heads;
  const size_t sequence_head = index % (w->batch * w->kv_heads);
  const size_t tile = w->tiles - 1 - index / (w->batch * w->kv_heads);
  const size_t b = sequence_head / w->kv_heads, h = sequence_head % w->kv_heads;
  if (!is_active(w, b)) return;
  const size_t cache = sequence_head * w->capacity;
  const Attention a = {.key_dim = w->key_dim,
                       .value_dim = w->value_dim,
                       .group = group,
                       .past = past_of(w, b),
                       .base = base_of(w, b),
                       .visibility = w->attributes->visibility,
                       .softcap = w->attributes->softcap,
                       .sinks = w->sinks ? w->sinks + h * group : NULL,
                       .q = w->rotated + sequence_head * w->rows * group * w->key_dim,
                       .keys = w->keys + cache * w->key_dim,
                       .values = w->values + cache * w->value_dim,
                       .out = w->out + (b * w->rows * w->heads + h * group) * w->value_dim,
                       .out_stride = w->heads * w->value_dim};
  const size_t first = tile * w->tile_rows, all = w->rows * group;
  const size_t rows = all - first < w->tile_rows ? all - first : w->tile_rows;
  Scratch *scratch = take_scratch(w->kernels->attention_scratch(&a, first, rows) * sizeof(float));
  if (!scratch) {
    atomic_store(&w->failed, 1);
    return;
  }
  w->kernels->attend(&a, first, rows, scratch->memory);
  give_scratch_back(scratch);
}

/* The most keys that a row sees. */
static size_t most_keys(const AttentionWork *w) {
  size_t most = 0;
  for (size_t b = 0; b < w->batch; b++) {
    const size_t keys = is_active(w, b) ? (size_t)w->seqlens[b] + 1 : 0;
    if (keys > most) most = keys;
  }
  const size_t window = w->attributes->visibility.window;
  return window && most > window + KEYS_OF_TILE ? window + KEYS_OF_TILE : most;
}

OrtStatus *run_attention(AttentionWork *w, OrtKernelContext *context) {
  const size_t rows = w->batch * w->rows;
  if (rows == 0) return NULL;
  Scratch *scratch = take_scratch(rows * w->heads * w->key_dim * sizeof(float));
  if (!scratch) return out_of_memory(w->api);
  w->rotated = scratch->memory;
  w->tile_rows = w->kernels->attention_tile_rows(most_keys(w));
  w->tiles = (w->rows * (w->heads / w->kv_heads) + w->tile_rows - 1) / w->tile_rows;
  OrtStatus *status = parallel(w->api, context, rotate_task, (rows + ROTATED_ROWS - 1) / ROTATED_ROWS, w);
  if (!status) status = parallel(w->api, context, attend_task, w->tiles * w->batch * w->kv_heads, w);
  give_scratch_back(scratch);
  return status ? status : atomic_load(&w->failed) ? out_of_memory(w->api) : NULL;
}

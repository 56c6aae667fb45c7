/* Registers of AMX: tiles. */
#ifndef CRIA_AMX_TILES_H
#define CRIA_AMX_TILES_H

#include "kernels/activations.h"
#include "kernels/vector.h"

enum { AMX_ROWS = 16 };

/* Own instructions, for the compiler's lack a memory clobber. */
#define TILE_LOAD(tile, address, stride) \
  __asm__ volatile("tileloadd (%0,%1,1), %%tmm" #tile ::"r"(address), "r"((size_t)(stride)) : "memory")
#define TILE_STORE(tile, address, stride) \
  __asm__ volatile("tilestored %%tmm" #tile ", (%0,%1,1)" ::"r"(address), "r"((size_t)(stride)) : "memory")
#define TILE_ZERO(tile) __asm__ volatile("tilezero %tmm" #tile)
#define TILE_DOT(sum, a, b) __asm__ volatile("tdpbssd %tmm" #b ", %tmm" #a ", %tmm" #sum)

/* Tiles 0, 3, 6 and 7: dot products `[height][16]` int32. 1 and 4: activations `[height][32]`. 2 and 5: weights. */
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
  config.rows[6] = config.rows[7] = (uint8_t)height;
  config.row_bytes[6] = config.row_bytes[7] = 64;
  __asm__ volatile("ldtilecfg %0" ::"m"(config));
}

static void release_tiles(void) { __asm__ volatile("tilerelease"); }

typedef int32_t Dots[AMX_ROWS][16] __attribute__((aligned(64)));

#endif

/* Some of many rows, gathered for a product of their own. */
#ifndef CRIA_GATHERED_ROWS_H
#define CRIA_GATHERED_ROWS_H

#include "operators/multiply.h"

/* Bytes that `gather_rows` needs for so many rows. */
size_t gathered_bytes(const PreparedRows *from, const Matrix *w, size_t rows);

/*
 * The rows of `from` (prepare_rows_apart) with these indices, as products with matrices of w's K and type take them;
 * they lie in `memory`, aligned to 64 bytes. A single one stays where it is.
 */
PreparedRows gather_rows(const PreparedRows *from, const Matrix *w, const uint32_t *indices, size_t rows, void *memory);

#endif

/*
 * Recurrent states: matrices S [depth][columns] whose columns do not depend on each other. They lie in tiles of up to 32
 * columns, [tiles][depth][columns of the tile], so that a tile stays in the L1 cache over all rows of a sequence.
 */
#ifndef CRIA_STATE_LAYOUT_H
#define CRIA_STATE_LAYOUT_H

enum { STATE_COLUMNS = 32 };

#endif

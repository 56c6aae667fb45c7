/* Which level of kernels this CPU can run. */
#ifndef CRIA_CPU_H
#define CRIA_CPU_H

#include "kernels/kernels.h"

/* Levels of this platform, the slowest first; `count` of them are usable on this CPU, not always the first ones. */
size_t usable_kernels(const Kernels *usable[8]);

/* The kernels in use: the best of this machine, unless use_kernels chose others. */
const Kernels *current_kernels(void);

/* Uses the level of that name from now on. 0, or 1 when this CPU or this build has no such level. */
int use_kernels(const char *name);

#endif

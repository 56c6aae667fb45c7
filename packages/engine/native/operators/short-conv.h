#ifndef CRIA_SHORT_CONV_OPERATOR_H
#define CRIA_SHORT_CONV_OPERATOR_H

#include "ort/ort.h"

/*
 * cria.ShortConv(x f32 [batch, rows, channels], weight f32 [channels, taps], bias? f32 [channels],
 *   past_state f32 [batch, taps - 1, channels], seqlens_k i32 [batch]) -> (y f32 [batch, rows, channels], present_state)
 * kernels/short-conv.h for each sequence (operators/sequences.h). present_state may be the memory of past_state (it
 * should: else all is copied). Attributes: activation, alpha, limit (optional: operators/activation-attributes.h).
 */
extern const OrtCustomOp short_conv_operator;

#endif

#include "formats/format.h"

#include "formats/decoders.h"
#include "formats/list.h"

static const int8_t codebooks[][16] = {
#define VALUES(codebook, largest, ...) [codebook] = {__VA_ARGS__},
    CODEBOOKS(VALUES)
#undef VALUES
};

const Format formats[FORMAT_COUNT] = {
#define FORMAT(name_, type_, block_, bytes, bits_, sub_, zero_, codebook_, head_, unit_, activation) \
  {.name = #name_,                                                                                   \
   .type = type_,                                                                                    \
   .block = block_,                                                                                  \
   .block_bytes = bytes,                                                                             \
   .bits = bits_,                                                                                    \
   .sub = sub_,                                                                                      \
   .zero = zero_,                                                                                    \
   .is_signed = (codebook_) == CODEBOOK_BYTE,                                                        \
   .codebook = (codebook_) == CODEBOOK_NONE || (codebook_) == CODEBOOK_BYTE ? 0 : codebooks[codebook_], \
   .head = head_,                                                                                    \
   .unit = unit_,                                                                                    \
   .activation_block = activation,                                                                   \
   .decode = decode_##name_},
    FORMATS(FORMAT)
#undef FORMAT
};

const Format *format_of(int ggml_type) {
  for (int i = 0; i < FORMAT_COUNT; i++) {
    if (formats[i].type == ggml_type) return &formats[i];
  }
  return NULL;
}

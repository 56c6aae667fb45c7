#include "operators/activation-attributes.h"

#include <string.h>

OrtStatus *read_activation(const OrtApi *api, const OrtKernelInfo *info, const char *name, ActivationFunction *f) {
  static const char *const names[] = {
      "",
#define NAME(function) #function,
      ACTIVATION_FUNCTIONS(NAME)
#undef NAME
  };
  char text[32];
  TRY(optional_text(api, info, name, "", text, sizeof text));
  optional_float(api, info, "alpha", 0, &f->alpha);
  optional_float(api, info, "limit", 0, &f->limit);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (strcmp(text, names[i]) != 0) continue;
    f->kind = (ActivationKind)i;
    if (f->kind == ACTIVATION_softcap && !(f->alpha > 0)) return invalid(api, "softcap needs a positive alpha");
    if (f->kind == ACTIVATION_swiglu_oai && !(f->limit > 0)) return invalid(api, "swiglu_oai needs a positive limit");
    return NULL;
  }
  return invalid(api, "unknown activation function");
}

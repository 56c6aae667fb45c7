#include "operators/rotate.h"

OrtStatus *read_rotation(const OrtApi *api, const Shape *cos_shape, const void *cos, const Shape *sin_shape,
                         const void *sin, Rotation *out) {
  if (cos_shape->count != sin_shape->count || (cos_shape->count && cos_shape->rank != 2)) {
    return invalid(api, "rotary tables of wrong shape");
  }
  if (!cos_shape->count) return NULL;
  out->cos = cos;
  out->sin = sin;
  out->positions = (size_t)cos_shape->dims[0];
  out->dim = 2 * (size_t)cos_shape->dims[1];
  return out->dim > out->width ? invalid(api, "rotary tables of wrong shape") : NULL;
}

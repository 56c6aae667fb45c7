/* cria.Activation, and the norms. */
#include <stdlib.h>
#include <string.h>

#include "operators/activation.h"
#include "operators/l2-norm.h"
#include "operators/layer-norm.h"
#include "operators/rms-norm.h"
#include "tests/operator-testing.h"

/* Rows of `width`, alone and as parts of packed ones, whose other half is u. */
static void test_activation(const char *kind, int64_t rows, int64_t width, Random *random, Digest *digest) {
  const OrtKernelInfo info = {{TEXT("kind", kind), REAL("alpha", 1.702f), REAL("limit", 0.5f)}};
  const OrtKernelInfo packs = {{TEXT("kind", kind), REAL("alpha", 1.702f), REAL("limit", 0.5f), INT("packed", 1)}};
  OrtKernelContext c = {.input_count = 2, .output_count = 1}, packed = {.input_count = 2, .output_count = 1};
  c.inputs[0] = random_tensor(random, 2, rows, width, 0, 0);
  c.inputs[1] = random_tensor(random, 2, rows, width, 0, 0);
  digest_outputs(&activation_operator, &info, &c, digest);
  packed.inputs[0] = tensor(2, rows, 2 * width, 0, 0);
  for (int64_t r = 0; r < rows; r++) {
    for (int64_t i = 0; i < 2; i++) {
      memcpy((float *)packed.inputs[0].data + (2 * r + i) * width, (float *)c.inputs[i].data + r * width,
             (size_t)width * sizeof(float));
    }
  }
  digest_outputs(&activation_operator, &packs, &packed, digest);
  const size_t count = (size_t)(rows * width);
  check(packed.outputs[0].dims[1] == width && same_floats(packed.outputs[0].data, c.outputs[0].data, count),
        "%s of packed rows differs", kind);
  expect_error(&activation_operator, &packs, &c, "u and packed rows");
  packed.inputs[0].dims[1] = 1;
  expect_error(&activation_operator, &packs, &packed, "an odd number of packed elements");
  OrtKernelContext wrong = c;
  wrong.inputs[1].dims[1]--;
  if (rows) expect_error(&activation_operator, &info, &wrong, "a short u");
  wrong.inputs[1] = (OrtValue){0};
  if (strcmp(kind, "swiglu_oai") == 0) expect_error(&activation_operator, &info, &wrong, "no u");
  free_all(&c);
  free_all(&packed);
}

static void test_activations(Random *random, Digest *digest) {
  static const char *const kinds[] = {
#define NAME(name) #name,
      ACTIVATION_FUNCTIONS(NAME)
#undef NAME
  };
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    test_activation(kinds[i], 3, 33, random, digest);
    /* Several rows, and several parts of a row, per task. */
    test_activation(kinds[i], 700, 20, random, digest);
    test_activation(kinds[i], 2, 10000, random, digest);
    test_activation(kinds[i], 0, 8, random, digest);
  }
  const OrtKernelInfo nonsense[] = {{{TEXT("kind", "")}},
                                    {{TEXT("kind", "Silu")}},
                                    {{INT("packed", 1)}},
                                    {{TEXT("kind", "softcap")}},
                                    {{TEXT("kind", "softcap"), REAL("alpha", -1)}},
                                    {{TEXT("kind", "swiglu_oai"), REAL("alpha", 1)}}};
  for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
    expect_error(&activation_operator, &nonsense[i], &(OrtKernelContext){0}, "attributes without sense");
  }
}

static void test_rms_norm(Random *random, Digest *digest) {
  const OrtKernelInfo info = {{REAL("epsilon", 1e-6f)}};
  for (int skips = 0; skips < 2; skips++) {
    OrtKernelContext c = {.input_count = 3, .output_count = 1 + (size_t)skips};
    c.inputs[0] = random_tensor(random, 3, 2, 3, 100, 0);
    c.inputs[1] = random_tensor(random, 1, 100, 0, 0, 0);
    if (skips) c.inputs[2] = random_tensor(random, 3, 2, 3, 100, 0);
    digest_outputs(&rms_norm_operator, &info, &c, digest);
    c.inputs[1].dims[0] = 99;
    expect_error(&rms_norm_operator, &info, &c, "a short weight");
    free_all(&c);
  }
}

/* A weight of ones is none, and rows without elements are refused. */
static void test_norm(const OrtCustomOp *op, size_t weights, Random *random, Digest *digest) {
  const OrtKernelInfo info = {{REAL("epsilon", 1e-6f)}};
  OrtKernelContext c = {.input_count = 1, .output_count = 1};
  OrtKernelContext weighted = {.input_count = 1 + weights, .output_count = 1};
  c.inputs[0] = weighted.inputs[0] = random_tensor(random, 3, 30, 20, 70, 0);
  digest_outputs(op, &info, &c, digest);
  for (size_t i = 1; i <= weights; i++) {
    weighted.inputs[i] = tensor(1, 70, 0, 0, 0);
    for (size_t j = 0; j < 70; j++) ((float *)weighted.inputs[i].data)[j] = i == 1;
  }
  digest_outputs(op, &info, &weighted, digest);
  check(same_floats(c.outputs[0].data, weighted.outputs[0].data, 30 * 20 * 70), "%s by ones differs", op->name(op));
  for (size_t i = 1; i <= weights; i++) {
    OrtKernelContext wrong = weighted;
    wrong.inputs[i].dims[0] = 71;
    expect_error(op, &info, &wrong, "a long weight or bias");
    free(weighted.inputs[i].data);
  }
  free(weighted.outputs[0].data);
  c.inputs[0].dims[2] = 0;
  expect_error(op, &info, &c, "rows without elements");
  free_all(&c);
}

void test_row_operators(uint64_t seed, Digest *digest) {
  Random random = {seed};
  test_activations(&random, digest);
  test_rms_norm(&random, digest);
  test_norm(&rms_norm_operator, 1, &random, digest);
  test_norm(&layer_norm_operator, 2, &random, digest);
  test_norm(&l2_norm_operator, 0, &random, digest);
}

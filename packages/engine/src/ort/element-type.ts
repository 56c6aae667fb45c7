/** ONNX element types: the code is the same in ONNX's TensorProto.DataType and in OrtApi. */
export const elementTypes = {
  float32: { code: 1, bytes: 4 },
  uint8: { code: 2, bytes: 1 },
  int8: { code: 3, bytes: 1 },
  int32: { code: 6, bytes: 4 },
  int64: { code: 7, bytes: 8 },
  bool: { code: 9, bytes: 1 },
  float16: { code: 10, bytes: 2 },
} as const;

export type ElementType = keyof typeof elementTypes;

/** Bytes of a tensor. */
export function tensorBytes(type: ElementType, shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, elementTypes[type].bytes);
}

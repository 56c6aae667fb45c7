import protobuf from "protobufjs/light.js";

// The messages of ONNX's protobuf schema that a model of ours uses, by field number (IR version 10).
const repeated = (type: string, id: number) => ({ rule: "repeated", type, id });
const single = (type: string, id: number) => ({ type, id });

const root = protobuf.Root.fromJSON({
  nested: {
    ModelProto: {
      fields: {
        irVersion: single("int64", 1),
        producerName: single("string", 2),
        producerVersion: single("string", 3),
        graph: single("GraphProto", 7),
        opsetImport: repeated("OperatorSetIdProto", 8),
      },
    },
    OperatorSetIdProto: { fields: { domain: single("string", 1), version: single("int64", 2) } },
    GraphProto: {
      fields: {
        node: repeated("NodeProto", 1),
        name: single("string", 2),
        initializer: repeated("TensorProto", 5),
        input: repeated("ValueInfoProto", 11),
        output: repeated("ValueInfoProto", 12),
      },
    },
    NodeProto: {
      fields: {
        input: repeated("string", 1),
        output: repeated("string", 2),
        name: single("string", 3),
        opType: single("string", 4),
        attribute: repeated("AttributeProto", 5),
        domain: single("string", 7),
      },
    },
    AttributeProto: {
      fields: {
        name: single("string", 1),
        f: single("float", 2),
        i: single("int64", 3),
        s: single("bytes", 4),
        ints: { ...repeated("int64", 8), options: { packed: false } },
        type: single("int32", 20),
      },
    },
    TensorProto: {
      fields: {
        dims: { ...repeated("int64", 1), options: { packed: false } },
        dataType: single("int32", 2),
        name: single("string", 8),
        rawData: single("bytes", 9),
        externalData: repeated("StringStringEntryProto", 13),
        dataLocation: single("int32", 14),
      },
    },
    StringStringEntryProto: { fields: { key: single("string", 1), value: single("string", 2) } },
    ValueInfoProto: { fields: { name: single("string", 1), type: single("TypeProto", 2) } },
    TypeProto: { fields: { tensorType: single("TensorTypeProto", 1) } },
    TensorTypeProto: { fields: { elemType: single("int32", 1), shape: single("TensorShapeProto", 2) } },
    TensorShapeProto: { fields: { dim: repeated("DimensionProto", 1) } },
    DimensionProto: { fields: { dimValue: single("int64", 1), dimParam: single("string", 2) } },
  },
});

const modelProto = root.lookupType("ModelProto");

/** Serialises a ModelProto given as a plain object. */
export function encodeModel(model: object): Uint8Array {
  return modelProto.encode(modelProto.fromObject(model)).finish();
}

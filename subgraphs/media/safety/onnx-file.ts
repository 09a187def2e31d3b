/*
 * Just enough of ONNX (onnx.proto3, IR version 8) to write a graph of single-precision floats: in Protocol Buffers' wire
 * format, which is field numbers, lengths and bytes.
 */

export interface OnnxNode {
  readonly op: string
  readonly inputs: readonly string[]
  /** Also the name of what comes out. */
  readonly name: string
  readonly attributes?: Readonly<Record<string, number | string | readonly number[]>>
}

export interface OnnxTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Float32Array
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[]
  readonly weights: readonly OnnxTensor[]
  readonly input: { readonly name: string; readonly shape: readonly number[] }
  readonly outputs: readonly string[]
}

const IR_VERSION = 8
const OPSET = 13
const FLOAT = 1
const ATTRIBUTE_TYPE = { INT: 2, STRING: 3, INTS: 7 } as const

/** The file of a model. Integers as attributes are 64 bits wide, at least 0. */
export function onnxFile({ nodes, weights, input, outputs }: OnnxGraph): Buffer {
  const graph = [
    ...nodes.map((node) => bytes(1, nodeOf(node))),
    text(2, 'model'),
    ...weights.map((tensor) => bytes(5, tensorOf(tensor))),
    bytes(11, typedValue(input.name, input.shape)),
    ...outputs.map((name) => bytes(12, typedValue(name, null))),
  ]
  return Buffer.concat([integer(1, IR_VERSION), bytes(7, graph), bytes(8, [integer(2, OPSET)])])
}

const nodeOf = ({ op, inputs, name, attributes = {} }: OnnxNode) => [
  ...inputs.map((input) => text(1, input)),
  text(2, name),
  text(4, op),
  ...Object.entries(attributes).map(([key, value]) => bytes(5, attributeOf(key, value))),
]

function attributeOf(name: string, value: number | string | readonly number[]): Buffer[] {
  if (typeof value === 'string') return [text(1, name), text(4, value), integer(20, ATTRIBUTE_TYPE.STRING)]
  if (typeof value === 'number') return [text(1, name), integer(3, value), integer(20, ATTRIBUTE_TYPE.INT)]
  return [text(1, name), ...value.map((one) => integer(8, one)), integer(20, ATTRIBUTE_TYPE.INTS)]
}

const tensorOf = ({ name, shape, values }: OnnxTensor) => [
  ...shape.map((size) => integer(1, size)),
  integer(2, FLOAT),
  text(8, name),
  // Little-endian, as are the machines that run this.
  bytes(9, [Buffer.from(values.buffer, values.byteOffset, values.byteLength)]),
]

const typedValue = (name: string, shape: readonly number[] | null) => [
  text(1, name),
  bytes(2, [
    bytes(1, [
      integer(1, FLOAT),
      ...(shape
        ? [
            bytes(
              2,
              shape.map((size) => bytes(1, [integer(1, size)])),
            ),
          ]
        : []),
    ]),
  ]),
]

const integer = (field: number, value: number) => Buffer.concat([varint(field << 3), varint(value)])
const text = (field: number, value: string) => bytes(field, [Buffer.from(value)])
function bytes(field: number, parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([varint((field << 3) | 2), varint(length), ...parts])
}

function varint(value: number): Buffer {
  const digits: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...digits, rest])
    digits.push((rest % 128) + 128)
  }
}

import { MobileNetV2MidModel } from 'nsfwjs/models/mobilenet_v2_mid'
import { FEATURES, INPUT, SCORES, SIDE_PX } from './model-facts.ts'
import { type OnnxNode, type OnnxTensor, onnxFile } from './onnx-file.ts'

/** As TensorFlow.js writes them: constants by name, 8 bits a weight, and operations in the order in which they are run. */
interface GraphModel {
  readonly modelTopology: { readonly node: readonly GraphNode[] }
  readonly weightsManifest: readonly { readonly weights: readonly QuantizedWeight[] }[]
}
interface GraphNode {
  readonly name: string
  readonly op: string
  readonly input?: readonly string[]
  readonly attr?: Record<
    string,
    { readonly s?: string; readonly list?: { s?: readonly string[]; i?: readonly string[] } }
  >
}
interface QuantizedWeight {
  readonly name: string
  readonly shape: readonly number[]
  readonly quantization: { readonly min: number; readonly scale: number; readonly dtype: 'uint8' }
}

/**
 * The classifier that ships in `nsfwjs`, as an ONNX file: the same graph, with channels before rows as ONNX has them. Takes
 * [1, 3, 224, 224] of 0 to 1. Made anew by each process, in less than a second: there is no copy to keep true.
 */
export async function nsfwModel(): Promise<Buffer> {
  const model = (await MobileNetV2MidModel.modelJson()).default as unknown as GraphModel
  const shards = await Promise.all(MobileNetV2MidModel.weightBundles.map(async (load) => (await load()).default))
  const constants = dequantized(model, Buffer.concat(shards.map((shard) => Buffer.from(shard as string, 'base64'))))
  const operations = model.modelTopology.node.filter(({ op }) => op !== 'Const' && op !== 'Placeholder')
  return onnxFile({
    nodes: [
      ...operations.flatMap((node) => translated(node, constants)),
      { op: 'GlobalAveragePool', inputs: [LAST_BLOCK], name: 'pooled' },
      { op: 'Flatten', inputs: ['pooled'], name: FEATURES },
    ],
    weights: [...constants.values(), scalar(ZERO, 0), scalar(SIX, 6)],
    input: { name: INPUT, shape: [1, 3, SIDE_PX, SIDE_PX] },
    outputs: [SCORES, FEATURES],
  })
}

const LAST_BLOCK =
  'StatefulPartitionedCall/sequential/keras_layer/StatefulPartitionedCall/StatefulPartitionedCall/' +
  'StatefulPartitionedCall/predict/MobilenetV2/expanded_conv_16/project/BatchNorm/FusedBatchNormV3'

const [ZERO, SIX] = ['zero', 'six']
const scalar = (name: string, value: number): OnnxTensor => ({ name, shape: [], values: new Float32Array([value]) })

/** The weights as floats, laid out as their operation has them in ONNX. */
function dequantized({ modelTopology, weightsManifest }: GraphModel, shard: Buffer): Map<string, OnnxTensor> {
  const takenBy = new Map(
    modelTopology.node.flatMap(({ op, input = [] }) => (input[1] ? [[input[1], op] as const] : [])),
  )
  const constants = new Map<string, OnnxTensor>()
  let at = 0
  for (const { name, shape, quantization } of weightsManifest.flatMap(({ weights }) => weights)) {
    const length = shape.reduce((product, size) => product * size, 1)
    const values = new Float32Array(length)
    for (let i = 0; i < length; i++) values[i] = shard[at + i]! * quantization.scale + quantization.min
    at += length
    constants.set(name, laidOut({ name, shape, values }, takenBy.get(name)))
  }
  return constants
}

/** Kernels are [rows, columns, in, out] there, and [out, in, rows, columns] in ONNX; one kernel for each channel if depthwise. */
function laidOut(tensor: OnnxTensor, op: string | undefined): OnnxTensor {
  const isDepthwise = op === 'FusedDepthwiseConv2dNative'
  if (op !== '_FusedConv2D' && !isDepthwise) return tensor
  const [rows = 1, columns = 1, ins = 1, outs = 1] = tensor.shape
  const values = new Float32Array(tensor.values.length)
  const area = rows * columns
  for (let place = 0; place < area; place++) {
    for (let i = 0; i < ins; i++) {
      for (let o = 0; o < outs; o++) values[(o * ins + i) * area + place] = tensor.values[(place * ins + i) * outs + o]!
    }
  }
  return { name: tensor.name, shape: isDepthwise ? [ins, 1, rows, columns] : [outs, ins, rows, columns], values }
}

function translated(node: GraphNode, constants: ReadonlyMap<string, OnnxTensor>): OnnxNode[] {
  const { name, op, input: inputs = [] } = node
  const [first = '', kernels = ''] = inputs
  switch (op) {
    case 'Mul':
    case 'Sub':
      return [{ op, inputs, name }]
    case 'AddV2':
      return [{ op: 'Add', inputs, name }]
    case '_FusedConv2D':
      return convolution(node, 1)
    case 'FusedDepthwiseConv2dNative':
      return convolution(node, constants.get(kernels)!.shape[0]!)
    case 'AvgPool':
      return [{ op: 'GlobalAveragePool', inputs: [first], name }]
    case 'Squeeze':
      return [{ op: 'Flatten', inputs: [first], name }]
    case '_FusedMatMul':
      return [{ op: 'Gemm', inputs, name }]
    case 'Softmax':
      return [{ op, inputs: [first], name, attributes: { axis: 1 } }]
    case 'Identity':
      return [{ op, inputs: [first], name: SCORES }]
    default:
      throw new Error(`The model has an operation that is not known here: ${op}`)
  }
}

/** A convolution, and the activation that the other form has in it. */
function convolution({ name, input: inputs = [], attr = {} }: GraphNode, group: number): OnnxNode[] {
  const [, rows = 1, columns = 1] = (attr['strides']?.list?.i ?? []).map(Number)
  const attributes = { auto_pad: 'SAME_UPPER', strides: [rows, columns], group }
  const isActivated = attr['fused_ops']?.list?.s?.some((fused) => atob(fused) === 'Relu6')
  if (!isActivated) return [{ op: 'Conv', inputs, name, attributes }]
  const linear = `${name}/linear`
  return [
    { op: 'Conv', inputs, name: linear, attributes },
    { op: 'Clip', inputs: [linear, ZERO!, SIX!], name },
  ]
}

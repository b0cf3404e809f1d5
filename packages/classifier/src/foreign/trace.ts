import * as z from 'zod/mini';
import { incompatible } from './problems.js';
import type { ForeignNetwork, LayerCall, LayerGraph } from './network.js';

const layerSchema = z.object({
  class_name: z.string(),
  config: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]),
  name: z.optional(z.string()),
  inbound_nodes: z.optional(z.array(z.unknown())),
});
type Layer = z.infer<typeof layerSchema>;
type Config = Readonly<Record<string, unknown>>;

/** MobileNetV2 has 154, ResNet152 515: a file with more is no classifier of faces, and would take for ever. */
const MAX_LAYERS = 5000;
const MODEL_CLASSES = new Set(['Sequential', 'Functional', 'Model']);

/** What a layer's output is made of. */
interface Use {
  readonly inputs: readonly Reference[];
  readonly constants: readonly number[];
}
interface Reference {
  readonly layer: string;
  readonly node: number;
}

/**
 * The layers of a Keras model in the order in which they run, nested models unpacked. Understands what Keras 2 and 3 and
 * TensorFlow.js write.
 * @throws {MaskpredError} MODEL_INCOMPATIBLE for anything but one picture in and one vector out, and for Lambda layers.
 */
export function traceLayers(network: ForeignNetwork): LayerGraph {
  const tracer = new Tracer(network);
  const { location, topology } = network;
  const model = parseLayer(topology, location);
  if (!MODEL_CLASSES.has(model.class_name)) {
    throw incompatible(
      location,
      `expected a Sequential or Functional model, got ${model.class_name}. A model that is a class of its own does not say ` +
        'how its layers are joined: build it with the functional API and save it again.',
    );
  }
  const output = tracer.runModel(model, '', undefined, ['']);
  return {
    location,
    input: tracer.input,
    inputShape: tracer.inputShape ?? [null, null, null],
    calls: tracer.calls,
    output,
    layerNames: tracer.layerNames,
  };
}

class Tracer {
  readonly input = 'image';
  readonly calls: LayerCall[] = [];
  readonly layerNames = new Set<string>();
  inputShape: readonly (number | null)[] | undefined;
  readonly #network: ForeignNetwork;
  /** Ids that are taken, and how often each was wanted. */
  readonly #ids = new Map<string, number>([[this.input, 1]]);
  #uses = 0;

  constructor(network: ForeignNetwork) {
    this.#network = network;
  }

  /**
   * @param path - names of the models that this one lies in.
   * @param input - id of what goes in; the outermost model has none, its input is the picture.
   * @returns the id of what comes out.
   */
  runModel(model: Layer, group: string, input: string | undefined, path: readonly string[]): string {
    const { location } = this.#network;
    if (path.length > 20) throw incompatible(location, 'its models are nested more than 20 deep.');
    const source = input ?? this.input;
    return model.class_name === 'Sequential'
      ? this.#runSequential(model, group, source, path)
      : this.#runFunctional(model, group, source, path);
  }

  #runSequential(model: Layer, group: string, source: string, path: readonly string[]): string {
    // Before Keras 2.2.3 the config was the list itself.
    const layers = Array.isArray(model.config) ? model.config : model.config['layers'];
    let value = source;
    for (const layer of this.#layersOf(layers, model)) {
      value = this.#call(layer, group || nameOf(layer), [value], [], path);
    }
    return value;
  }

  #runFunctional(model: Layer, group: string, source: string, path: readonly string[]): string {
    const { location } = this.#network;
    const config = model.config as Config;
    const layers = new Map(
      this.#layersOf(config['layers'], model).map((layer) => [nameOf(layer), layer] as const),
    );
    const inputs = parseReferences(config['input_layers']);
    const outputs = parseReferences(config['output_layers']);
    if (inputs.length !== 1 || outputs.length !== 1) {
      throw incompatible(
        location,
        `expected one picture in and one vector of scores out, got ${inputs.length} inputs and ${outputs.length} outputs.`,
      );
    }
    const values = new Map<string, string>();
    const running = new Set<string>();

    const valueOf = ({ layer: name, node }: Reference): string => {
      const layer = layers.get(name);
      if (!layer) throw incompatible(location, `a layer takes the output of "${name}", which is not there.`);
      if (layer.class_name === 'InputLayer') return this.#call(layer, name, [source], [], path);
      const uses = (layer.inbound_nodes ?? []).map(parseUse);
      // A nested model's uses count from 1, because it was built once before.
      const index = Math.max(
        0,
        Math.min(node - (MODEL_CLASSES.has(layer.class_name) ? 1 : 0), uses.length - 1),
      );
      const key = `${name}\0${index}`;
      const known = values.get(key);
      if (known !== undefined) return known;
      const use = uses[index];
      if (!use || use.inputs.length === 0) throw incompatible(location, `the layer "${name}" has no input.`);
      if (running.has(key)) throw incompatible(location, `the layer "${name}" depends on its own output.`);
      running.add(key);
      const value = this.#call(layer, group || name, use.inputs.map(valueOf), use.constants, path);
      values.set(key, value);
      return value;
    };
    return valueOf(outputs[0]!);
  }

  #call(
    layer: Layer,
    group: string,
    inputs: readonly string[],
    constants: readonly number[],
    path: readonly string[],
  ): string {
    const { location } = this.#network;
    const name = nameOf(layer);
    if (++this.#uses > MAX_LAYERS) {
      throw incompatible(location, `has more than ${MAX_LAYERS} layers, which no classifier of faces needs.`);
    }
    this.#readInputShape(layer, inputs[0]!);
    if (layer.class_name === 'InputLayer') return inputs[0]!;
    if (MODEL_CLASSES.has(layer.class_name)) {
      this.layerNames.add(name);
      return this.runModel(layer, group, inputs[0], [...path, name]);
    }
    if (layer.class_name === 'Lambda') {
      throw incompatible(
        location,
        `the layer "${name}" is a Lambda: it holds program code, which is never run. ` +
          'Put a layer of Keras in its place (Rescaling scales pixels), and save the model again.',
      );
    }
    this.layerNames.add(name);
    const id = this.#uniqueId([...path.slice(1), name].join('/'));
    this.calls.push({
      id,
      type: layer.class_name,
      config: layer.config as Config,
      inputs,
      constants,
      weights: this.#network.weightsOf(group, name),
    });
    return id;
  }

  /** The first layer says what goes in, whether it is an InputLayer or not. */
  #readInputShape(layer: Layer, input: string): void {
    if (input !== this.input || this.inputShape) return;
    const config = layer.config as Config;
    const shape = config['batch_input_shape'] ?? config['batch_shape'];
    if (Array.isArray(shape)) {
      this.inputShape = shape.slice(1).map((side: unknown) => (typeof side === 'number' ? side : null));
    }
  }

  #layersOf(layers: unknown, model: Layer): Layer[] {
    const { location } = this.#network;
    if (!Array.isArray(layers) || layers.length === 0 || layers.length > MAX_LAYERS) {
      throw incompatible(
        location,
        `the ${model.class_name} model lists no layers, or more than ${MAX_LAYERS}.`,
      );
    }
    return layers.map((layer) => parseLayer(layer, location));
  }

  /** Names of nodes must not hold a colon, which TensorFlow.js reads as an output number. */
  #uniqueId(wanted: string): string {
    const base = wanted.replace(/[^\w./-]/g, '_');
    let id = base;
    let count = this.#ids.get(base) ?? 0;
    while (this.#ids.has(id)) id = `${base}_${++count}`;
    this.#ids.set(base, count).set(id, 1);
    return id;
  }
}

function parseLayer(json: unknown, location: string): Layer {
  const result = layerSchema.safeParse(json);
  if (result.success) return result.data;
  throw incompatible(
    location,
    'its description of the network has a layer without class_name or config. Save the model again with model.save().',
  );
}

function nameOf(layer: Layer): string {
  const name = layer.name ?? (layer.config as Config)['name'];
  return typeof name === 'string' ? name : layer.class_name;
}

/** `[["a", 0, 0], …]`, or `["a", 0, 0]` for one. */
function parseReferences(json: unknown): Reference[] {
  if (!Array.isArray(json)) return [];
  const list: unknown[] = typeof json[0] === 'string' ? [json] : json;
  return list.flatMap((entry) => (isReference(entry) ? [{ layer: entry[0], node: entry[1] }] : []));
}

const isReference = (json: unknown): json is [string, number, ...unknown[]] =>
  Array.isArray(json) && typeof json[0] === 'string' && typeof json[1] === 'number';

/** One use of a layer: `[["a", 0, 0, {kwargs}], …]` in Keras 2, `{args: [{class_name: "__keras_tensor__", …}]}` in Keras 3. */
function parseUse(json: unknown): Use {
  const inputs: Reference[] = [];
  const constants: number[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (typeof value === 'number') constants.push(value);
    if (depth > 6 || typeof value !== 'object' || value === null) return;
    if (isReference(value)) {
      inputs.push({ layer: value[0], node: value[1] });
      visit((value[3] as { y?: unknown } | undefined)?.y, depth + 1);
    } else if (Array.isArray(value)) {
      value.forEach((item) => visit(item, depth + 1));
    } else if ('class_name' in value && value.class_name === '__keras_tensor__') {
      const { config } = value as { config?: { keras_history?: unknown } };
      if (isReference(config?.keras_history)) visit(config.keras_history, depth + 1);
    } else if ('args' in value) {
      visit(value.args, depth + 1);
    }
  };
  visit(json, 0);
  return { inputs, constants };
}

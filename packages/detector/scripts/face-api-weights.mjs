// Reads a TensorFlow.js weight manifest of one file with uint8 or float32 tensors, as face-api ships them.

/**
 * The tensors by name: `encoded` hands out the stored bytes untouched, `float32` the decoded values; `as` renames.
 */
export function readWeights(manifest, bytes) {
  const entries = new Map();
  let at = 0;
  for (const spec of manifest.flatMap((group) => group.weights)) {
    const count = spec.shape.reduce((product, side) => product * side, 1);
    const length = count * (spec.quantization ? 1 : 4);
    entries.set(spec.name, { spec, bytes: bytes.subarray(at, at + length) });
    at += length;
  }
  if (at !== bytes.length)
    throw new Error(`The manifest asks for ${at} bytes, the file has ${bytes.length}.`);

  const find = (name) => {
    const entry = entries.get(name);
    if (!entry) throw new Error(`The weights have no tensor ${name}.`);
    return entry;
  };
  return {
    encoded(name, as = name) {
      const entry = find(name);
      return { spec: { ...entry.spec, name: as }, bytes: entry.bytes };
    },
    float32(name, as = name) {
      const { spec, bytes: stored } = find(name);
      return { name: as, shape: spec.shape, values: decode(spec, stored) };
    },
  };
}

/** As TensorFlow.js decodes: value = byte * scale + min. */
function decode({ quantization }, stored) {
  if (!quantization) {
    const copy = Uint8Array.from(stored); // the file's floats need not be aligned
    return new Float32Array(copy.buffer);
  }
  const { scale, min } = quantization;
  return Float32Array.from(stored, (byte) => byte * scale + min);
}

import { describe, expect, it } from 'vitest';
import { describeEngines } from './training-report.js';

const WASM = { name: 'wasm', version: '4.22.0' } as const;
const ONNX = { name: 'onnx', version: '1.30.0' } as const;
const NODE = process.versions.node;

describe('describeEngines', () => {
  it('names one engine once', () => {
    expect(describeEngines({ engine: WASM, trainingEngine: WASM }, '0.3.0')).toEqual({
      engine: 'wasm',
      versions: { maskpred: '0.3.0', 'TensorFlow.js': '4.22.0', 'Node.js': NODE },
    });
  });

  it('tells ONNX Runtime, which computed the features, from TensorFlow.js, which trained', () => {
    expect(describeEngines({ engine: ONNX, trainingEngine: WASM }, '0.3.0')).toEqual({
      engine: 'onnx for the features, wasm for the training',
      versions: { maskpred: '0.3.0', 'ONNX Runtime': '1.30.0', 'TensorFlow.js': '4.22.0', 'Node.js': NODE },
    });
  });
});

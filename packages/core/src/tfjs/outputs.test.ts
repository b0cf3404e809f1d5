import { describe, expect, it } from 'vitest';
import { resolveOutputs } from './outputs.js';

const artifacts = (node: unknown, outputs?: Record<string, { name: string }>) => ({
  modelTopology: { node } as object,
  weightSpecs: [],
  weightData: new ArrayBuffer(0),
  ...(outputs ? { signature: { outputs } as object } : {}),
});
const nodes = [
  { name: 'x', op: 'Placeholder' },
  { name: 'a', op: 'Relu', input: ['x:0'] },
  { name: 'b', op: 'Relu6', input: ['a', '^c'] },
  { name: 'c', op: 'Relu', input: ['x'] },
  { name: 'd', op: 'Relu', input: ['x'] },
];
const failure = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) as string });

describe('resolveOutputs', () => {
  it('takes what is asked for, in that order', () => {
    expect(resolveOutputs(artifacts(nodes, { y: { name: 'b:0' } }), ['c', 'a'])).toEqual(['c', 'a']);
  });

  it('else takes what the model declares', () => {
    const declared = { y: { name: 'b:0' }, z: { name: 'a' } };
    expect(resolveOutputs(artifacts(nodes, declared))).toEqual(['b', 'a']);
  });

  it('else takes the nodes that no other needs', () => {
    expect(resolveOutputs(artifacts(nodes))).toEqual(['b', 'd']);
  });

  it.each([[{ y: null }], [{ y: 0 }], [{ y: { name: 1 } }]])(
    'refuses %j as what the model declares',
    (declared) => {
      expect(() => resolveOutputs(artifacts(nodes, declared as never))).toThrow(
        failure('MODEL_INCOMPATIBLE', /no node/),
      );
    },
  );

  it.each([
    [[null]],
    [[{ op: 'Relu' }]],
    [[{ name: 'a' }]],
    [[{ name: 'a', op: 'Relu', input: 'x' }]],
    [[{ name: 'a', op: 'Relu', input: [null] }]],
  ])('refuses %j as nodes', (node) => {
    expect(() => resolveOutputs(artifacts(node))).toThrow(failure('MODEL_LOAD_FAILED', /lists no nodes/));
  });

  it('refuses nodes that are not there, and a graph without any', () => {
    expect(() => resolveOutputs(artifacts(nodes), ['a', 'q'])).toThrow(
      failure('MODEL_INCOMPATIBLE', /no node "q"/),
    );
    expect(() => resolveOutputs(artifacts([]))).toThrow(failure('MODEL_INCOMPATIBLE', /no output/));
  });

  it.each([undefined, {}, 'nodes'])('refuses %j for a list of nodes', (node) => {
    expect(() => resolveOutputs(artifacts(node))).toThrow(failure('MODEL_LOAD_FAILED', /lists no nodes/));
  });
});

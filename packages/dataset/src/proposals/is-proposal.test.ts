import { describe, expect, it } from 'vitest';
import { isProposal } from './is-proposal.js';

const box = { x: 0, y: 0, width: 9, height: 9 };

describe('isProposal', () => {
  it('is true for what a detector wrote, also where it found nothing', () => {
    expect(isProposal({ isVerified: false, annotations: [] })).toBe(true);
    expect(isProposal({ isVerified: false, annotations: [{ box, label: 'face', score: 0.9 }] })).toBe(true);
  });

  it('is false once a person or another tool had a hand in it', () => {
    const scored = { box, label: 'face', score: 0.9 };
    expect(isProposal({ isVerified: true, annotations: [scored] })).toBe(false);
    expect(isProposal({ annotations: [scored] })).toBe(false);
    expect(isProposal({ isVerified: false, annotations: [scored, { box, label: 'mask' }] })).toBe(false);
  });
});

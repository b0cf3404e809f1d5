import { InvalidArgumentError } from '@commander-js/extra-typings';

/** Reads an option's number: whole or not, `min` to `max`. */
export interface NumberRule {
  readonly min: number;
  readonly max: number;
  readonly isWhole?: boolean;
  /** The number is a multiple of this. */
  readonly step?: number;
}

/** A commander parser that accepts only numbers that obey the rule, and otherwise says what the rule is. */
export function numberOption({ min, max, isWhole = false, step }: NumberRule): (text: string) => number {
  const kind = step ? `a multiple of ${step}` : isWhole ? 'a whole number' : 'a number';
  const range = max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
  return (text) => {
    const value = text.trim() === '' ? NaN : Number(text);
    const isRight =
      value >= min &&
      value <= max &&
      (!isWhole || Number.isSafeInteger(value)) &&
      (!step || value % step === 0);
    if (!isRight) throw new InvalidArgumentError(`It takes ${kind} ${range}.`);
    return value;
  };
}

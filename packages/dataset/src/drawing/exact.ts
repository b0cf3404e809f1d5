/*
 * Math.sin and its like may differ in their last digit from one JavaScript engine to the next, and with it a drawn
 * picture in a byte. These are made of + - * / and square roots only, which IEEE 754 rounds alike everywhere.
 */

/** The sine, off by less than 1e-10. */
export function sine(radians: number): number {
  const halfTurns = Math.round(radians / Math.PI);
  const x = radians - halfTurns * Math.PI;
  const square = x * x;
  let term = x;
  let sum = x;
  for (let n = 2; n <= 16; n += 2) {
    term *= -square / (n * (n + 1));
    sum += term;
  }
  return halfTurns % 2 === 0 ? sum : -sum;
}

/** The cosine, off by less than 1e-10. */
export function cosine(radians: number): number {
  return sine(radians + Math.PI / 2);
}

/** The arcsine of a number from -1 to 1, off by less than 1e-8. */
export function arcsine(value: number): number {
  const aside = Math.abs(value);
  const angle =
    aside <= 0.5 ? arcsineSeries(aside) : Math.PI / 2 - 2 * arcsineSeries(Math.sqrt((1 - aside) / 2));
  return value < 0 ? -angle : angle;
}

/** Converges fast up to one half. */
function arcsineSeries(value: number): number {
  const square = value * value;
  let power = value;
  let sum = value;
  for (let n = 1; n <= 21; n += 2) {
    power *= (square * n) / (n + 1);
    sum += power / (n + 2);
  }
  return sum;
}

/** e to the power of a number that is not positive, off by less than 1e-9. */
export function exponential(power: number): number {
  if (power < -30) return 0;
  const small = power / 32;
  let term = 1;
  let sum = 1;
  for (let n = 1; n <= 9; n++) {
    term *= small / n;
    sum += term;
  }
  for (let i = 0; i < 5; i++) sum *= sum;
  return sum;
}

/** Length of the vector. */
export function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

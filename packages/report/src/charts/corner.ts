/** Sides of the corners that a curve can be drawn in. */
const SIDES = [0.05, 0.1, 0.2, 0.5] as const;

/** A point of a curve by how far it is from the corner of perfection, 0 to 1 on both axes. */
export interface CornerPoint {
  readonly dx: number;
  readonly dy: number;
}

/**
 * The side of the smallest corner in whose inner half every curve passes: what good curves do happens there, and a drawing of
 * the whole square would show nothing but its edge. 1 for the whole square.
 */
export function cornerOf(curves: readonly (readonly CornerPoint[])[]): number {
  return (
    SIDES.find((side) =>
      curves.every((points) => points.some(({ dx, dy }) => dx < side / 2 && dy < side / 2)),
    ) ?? 1
  );
}

import { cosine, length, sine } from '../drawing/exact.js';
import type { ClothPoint, Fit } from './fit.js';
import { type Light, shadingAt } from '../drawing/light.js';
import { clamp, mix, ridge, type Rgb, smoothstep, valueNoise } from '../drawing/numeric.js';
import { printAt } from '../drawing/print.js';

/** Colour of the cloth at a point under the picture's light, 0 to 255 a channel, not rounded. */
export function clothColour(point: ClothPoint, fit: Fit, light: Light, seed: number): Rgb {
  const { design } = fit;
  const shade = bodyShade(point, fit, light) + seamShade(point, fit) + wrinkles(point, fit, seed);
  const colour = printAt(design, point.phi * fit.pose.radius, point.v - fit.top, seed);
  const [red, green, blue] = valveColour(point, fit, colour);
  const lit = clamp(shade, 0.25, 1.12);
  // Dark cloth still returns a sheen: no cloth is as black as its dye.
  const sheen = 0.035 * lit;
  return [
    light.white[0] * (red * lit + sheen),
    light.white[1] * (green * lit + sheen),
    light.white[2] * (blue * lit + sheen),
  ];
}

/** The large form: round about the head, bulging at the nose, turning away under the chin. */
function bodyShade({ phi, v, t, s }: ClothPoint, { pose, design, bottom }: Fit, light: Light): number {
  const turned = phi + pose.yaw;
  const skin = shadingAt(light, sine(turned), v);
  const round = mix(0.74, 1, cosine(clamp(turned - 0.5 * light.aside, -1.5, 1.5)));
  const below = 1 - 0.24 * smoothstep(bottom - 0.75, bottom, v);
  const upper = 0.03 * ridge(t, 0.22, 0.3);
  // A fold down the middle makes two flat halves that face apart.
  const halves = design.cut === 'folded' ? 0.07 * Math.sign(s) * smoothstep(0, 0.08, Math.abs(s)) : 0;
  const direction = light.aside >= 0 ? 1 : -1;
  const dome = design.cut === 'cup' ? 0.1 * (ridge(length(s, (t - 0.42) * 1.3), 0, 0.8) - 0.4) : 0;
  return round * below * skin + upper + halves * direction + dome;
}

/** What is sewn, welded, pleated or bent: narrow lines of dark beside light. */
function seamShade({ s, t, inside }: ClothPoint, { design }: Fit): number {
  const aside = Math.abs(s);
  let shade = -0.1 * ridge(inside, 0.065, 0.022); // hem
  shade += 0.05 * ridge(inside, 0.02, 0.02);
  for (let i = 1; i <= design.pleats; i++) {
    // Pleats open in the middle, where nose and chin stretch them, and are flat at the sides.
    const line = 0.16 + (0.68 * i) / (design.pleats + 1) + 0.05 * (1 - aside * aside);
    const depth = 0.55 + 0.45 * aside;
    shade += depth * (-0.2 * ridge(t, line, 0.035) + 0.08 * ridge(t, line - 0.05, 0.05));
  }
  if (design.wire > 0) {
    const across = 1 - smoothstep(0.42, 0.55, aside);
    shade += design.wire * across * (0.07 * ridge(t, 0.075, 0.03) - 0.09 * ridge(t, 0.115, 0.02));
  }
  if (design.hasCentreSeam) shade += -0.16 * ridge(s, 0, 0.035) + 0.06 * ridge(aside, 0.06, 0.05);
  if (design.cut === 'pleated') shade -= 0.07 * ridge(aside, 0.93, 0.03);
  if (design.cut === 'folded') shade -= 0.06 * (ridge(t, 0.32, 0.02) + ridge(t, 0.72, 0.02));
  return shade;
}

/** Folds of the cloth: smooth noise lit from the upper left, stretched along the pull of the loops. */
function wrinkles({ s, t, phi, v }: ClothPoint, { design, pose }: Fit, seed: number): number {
  const x = phi * pose.radius;
  const pull = 0.5 * s * Math.abs(s);
  const height = (a: number, b: number) =>
    valueNoise(a * 2.2 + 3, b * 3.2 + pull * 3, seed + 21) +
    0.5 * valueNoise(a * 5, b * 6.5 + pull * 6, seed + 22);
  const relief = height(x, v) - height(x - 0.05, v - 0.07);
  const corner = ridge(Math.abs(s), 1, 0.45) * sine(t * 17 + 4 * Math.abs(s) + (seed % 7));
  return design.relief * (2.2 * relief + 0.22 * corner);
}

/** A round exhalation valve on one half, where the design has one. */
function valveColour({ s, t }: ClothPoint, { design, reach }: Fit, colour: Rgb): Rgb {
  if (!design.hasValve) return colour;
  const distance = length((s - 0.42) * reach, (t - 0.48) * 1.25);
  if (distance > 0.27) return colour;
  const body = smoothstep(0.27, 0.25, distance);
  const rim = 1 - 0.35 * ridge(distance, 0.24, 0.04) - 0.15 * ridge(distance, 0.13, 0.03);
  const plastic = (value: number) => mix(value, mix(value, 0.82, 0.7) * rim, body);
  return [plastic(colour[0]), plastic(colour[1]), plastic(colour[2])];
}

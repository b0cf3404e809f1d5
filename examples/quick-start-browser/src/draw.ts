export interface LabelledFace {
  /** Pixels of the upright picture. */
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly label: string;
  /** 0 to 1. */
  readonly score: number;
}

// Blue and orange: told apart by colour-blind eyes too (Okabe and Ito's palette).
const COLOURS: Record<string, string> = { mask: '#0072b2', 'no-mask': '#d55e00' };

/** Draws the picture and, around each face, a box with its label. */
export function drawFaces(
  canvas: HTMLCanvasElement,
  picture: ImageBitmap,
  faces: readonly LabelledFace[],
): void {
  canvas.width = picture.width;
  canvas.height = picture.height;
  const context = canvas.getContext('2d')!;
  context.drawImage(picture, 0, 0);
  // The page shows large pictures smaller; lines and letters grow with the picture to stay readable.
  const unit = Math.max(1, Math.max(picture.width, picture.height) / 800);
  context.lineWidth = 3 * unit;
  context.font = `600 ${16 * unit}px system-ui, sans-serif`;
  context.textBaseline = 'bottom';
  for (const { box, label, score } of faces) {
    const colour = COLOURS[label] ?? '#000000';
    const text = `${label} ${Math.round(score * 100)} %`;
    const textHeight = 22 * unit;
    const bottom = Math.max(box.y, textHeight);
    context.strokeStyle = colour;
    context.strokeRect(box.x, box.y, box.width, box.height);
    context.fillStyle = colour;
    context.fillRect(
      box.x - 1.5 * unit,
      bottom - textHeight,
      context.measureText(text).width + 10 * unit,
      textHeight,
    );
    context.fillStyle = '#ffffff';
    context.fillText(text, box.x + 3 * unit, bottom - unit);
  }
}

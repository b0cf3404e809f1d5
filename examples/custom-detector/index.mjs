// The predictor with a detector of one's own:   npm start -- photo.jpg
import { createMaskPredictor } from '@maskpred/predictor';
import { createSkinDetector } from './skin-detector.mjs';

const [path] = process.argv.slice(2);
if (!path) {
  console.error('Name a picture: npm start -- photo.jpg');
  process.exit(2);
}

const detector = createSkinDetector();
const predictor = await createMaskPredictor({ detector }); // the classifier that ships behind it
for (const { face, label, score } of await predictor.predict(path)) {
  const { x, y, width, height } = face.box;
  const place = [x, y, width, height].map(Math.round).join(', ');
  console.log(`${label.padEnd(8)} ${(score * 100).toFixed(1)} %  at [${place}]`);
}
predictor.dispose();
detector.dispose(); // who creates disposes

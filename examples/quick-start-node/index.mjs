// Who wears a mask in this photograph?   npm start -- photo.jpg
import { createMaskPredictor } from '@maskpred/predictor';

const [path] = process.argv.slice(2);
if (!path) {
  console.error('Name a picture: npm start -- photo.jpg');
  process.exit(2);
}

const predictor = await createMaskPredictor(); // loads both networks, once
const people = await predictor.predict(path);
predictor.dispose();

for (const { face, label, score } of people) {
  const { x, y, width, height } = face.box; // pixels of the upright picture
  const place = [x, y, width, height].map(Math.round).join(', ');
  console.log(`${label.padEnd(8)} ${(score * 100).toFixed(1)} %  at [${place}]`);
}
if (people.length === 0) console.log('No face found.');

import { cropAddress } from '../api/server.js';
import { TEXTS } from '../texts.js';
import { Button } from '../ui/button.js';
import { Swatch } from '../ui/label-name.js';
import { usePage, useSession } from '../ui/use-session.js';

/** The face under the cursor, larger, and the way to its picture. */
export function FacePreview() {
  const { openFace } = useSession();
  const face = usePage((page) => page.faces.items[page.faces.cursor]);
  const isOfScene = usePage((page) => page.project?.layout === 'scenes');
  if (!face) return null;
  return (
    <section className="preview" aria-label={TEXTS.faceUnderCursor}>
      <img src={cropAddress(face.picture, face.box, 256, face.state?.box)} alt="" decoding="async" />
      <p>
        <Swatch label={face.label} isProposal={!face.isDecided} /> {face.label} {face.isDecided ? '✓' : '?'}
        <br />
        <span className="faint">{face.name}</span>
      </p>
      {isOfScene && (
        <Button onClick={() => openFace(face)}>
          {TEXTS.showInPicture} <kbd>{TEXTS.enter}</kbd>
        </Button>
      )}
    </section>
  );
}

import type { Problem } from '../../../src/label/protocol.js';
import { TEXTS } from '../texts.js';
import { Button } from '../ui/button.js';
import { usePage, useSession } from '../ui/use-session.js';

/** What is said in the place of a picture. */
export function StageMessage({ problem }: { readonly problem: Problem['error'] | null }) {
  const { navigation } = useSession();
  const isEmpty = usePage((page) => page.project !== null && page.project.total === 0);
  if (isEmpty) return <p className="stage-message">{TEXTS.noPictures}</p>;
  if (!problem) return <p className="stage-message">{TEXTS.loading}</p>;
  return (
    <div className="stage-message" data-problem={problem.code}>
      <h3>{TEXTS.broken}</h3>
      <p>{problem.message}</p>
      <Button onClick={() => navigation.step(1)}>
        {TEXTS.skipPicture} <kbd>D</kbd>
      </Button>
    </div>
  );
}

import { useEffect, useState } from 'react';
import { usePage } from './use-session.js';

const SHOWN_MS = 4000;

/** What was just done or went wrong: shown for a while, and read aloud. */
export function Announcer() {
  const message = usePage((page) => page.message);
  const [hidden, setHidden] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => setHidden(message.count), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [message]);
  const isShown = message.count > hidden && message.tone !== 'quiet';
  return (
    <>
      {/* Two of them in turns: the same words again are a change only in another place. */}
      <p className="aloud" role="status">
        {message.count % 2 === 0 ? message.text : ''}
      </p>
      <p className="aloud" role="status">
        {message.count % 2 === 1 ? message.text : ''}
      </p>
      {isShown && (
        <p className={message.tone === 'bad' ? 'toast is-bad' : 'toast'} aria-hidden="true">
          {message.text}
        </p>
      )}
    </>
  );
}

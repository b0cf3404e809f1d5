import open from 'open';
import { type CommandContext, write } from './context.js';

/** Opens an address in the user's browser, or says that none could be opened. */
export async function openBrowser(url: string, { stderr }: CommandContext): Promise<void> {
  const advise = () => write(stderr, 'No browser could be opened: open the address yourself.\n');
  try {
    const browser = await open(url);
    browser.once('error', () => void advise());
  } catch {
    await advise();
  }
}

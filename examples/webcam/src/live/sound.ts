/** Plays the alert; made once the person asks for sound, since browsers allow none before. */
export interface AlertSound {
  play(): void;
  close(): void;
}

/** Two short falling tones. */
export function createAlertSound(): AlertSound {
  const context = new AudioContext();
  return {
    play() {
      void context.resume();
      tone(context, 880, context.currentTime);
      tone(context, 660, context.currentTime + 0.16);
    },
    close: () => void context.close(),
  };
}

function tone(context: AudioContext, frequency: number, at: number): void {
  const oscillator = new OscillatorNode(context, { frequency, type: 'sine' });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(0.2, at + 0.01);
  gain.gain.exponentialRampToValueAtTime(0.001, at + 0.14);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + 0.15);
}

import type { App } from '../model/app.js';
import type { AppState } from '../model/state.js';
import { TEXTS } from '../texts.js';

const STEPS = ['grab', 'read', 'detect', 'classify', 'other'] as const;

/** Frames a second and the time of each step, for who wants to know. */
export function Figures({ app, state }: { readonly app: App; readonly state: AppState }) {
  const { figures, hasFigures, inference } = state;
  const rate = figures?.rate;
  return (
    <details
      className="panel figures"
      open={hasFigures}
      onToggle={({ currentTarget }) => app.set({ hasFigures: currentTarget.open })}
    >
      <summary>
        <h2>{TEXTS.performance}</h2>
      </summary>
      {figures && rate ? (
        <>
          <dl>
            <dt>{TEXTS.framesAnalysed}</dt>
            <dd data-figure="fps">{rate.framesPerSecond.toFixed(1)}</dd>
            <dt>{TEXTS.frameSize}</dt>
            <dd>{TEXTS.size(figures.frame.width, figures.frame.height)}</dd>
            <dt>{TEXTS.tensors}</dt>
            <dd data-figure="tensors">{figures.tensors}</dd>
            {inference.status === 'ready' && (
              <>
                <dt>{TEXTS.started}</dt>
                <dd>{TEXTS.milliseconds(inference.loadMs)}</dd>
              </>
            )}
          </dl>
          <table>
            <thead>
              <tr>
                <th scope="col">{TEXTS.step}</th>
                <th scope="col">{TEXTS.time}</th>
                <th scope="col">{TEXTS.share}</th>
              </tr>
            </thead>
            <tbody>
              {STEPS.map((step) => (
                <tr key={step} data-step={step}>
                  <th scope="row">{TEXTS.steps[step]}</th>
                  <td>{TEXTS.milliseconds(rate.steps[step])}</td>
                  <td>{TEXTS.percent(rate.total > 0 ? rate.steps[step] / rate.total : 0)}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr data-step="total">
                <th scope="row">{TEXTS.perFrame}</th>
                <td>{TEXTS.milliseconds(rate.total)}</td>
                <td />
              </tr>
            </tfoot>
          </table>
        </>
      ) : (
        <p className="quiet-text">{TEXTS.noFigures}</p>
      )}
    </details>
  );
}

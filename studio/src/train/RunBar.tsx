// The buttons that train, and where the training is.

import { duration, percent, rateText, short } from '../app/format.ts'
import { Icon } from '../app/Icon.tsx'
import { isIsolated } from '../app/keepOffline.ts'
import { figures, goal, pause, problem, progress, reset, setting, startedFrom, status, step, stop, train } from './store.ts'

const LABELS = {
  untrained: 'Train',
  loading: 'Train',
  failed: 'Train',
  paused: 'Go on',
  done: 'Train more',
  training: 'Pause',
} as const

function said(): string {
  const ended = stop.value
  switch (status.value) {
    case 'loading':
      return 'Reading the data …'
    case 'failed':
      return ''
    case 'untrained':
      if (startedFrom.value !== undefined)
        return `This is ${startedFrom.value} on rows that it was not trained on. Train goes on from its weights.`
      return 'Press Train. The network starts with random weights and learns from the rows, all of it in this page.'
    case 'training':
      return `Training in the background${isIsolated ? '' : ', on one thread, as this host does not isolate the page'}. The page stays yours.`
    default: {
      if (!ended) return ''
      const notes = ended.notes.length > 0 ? ` ${ended.notes.join(' ')}` : ''
      const end = ended.status === 'done' ? 'Done' : 'Paused'
      const origin =
        startedFrom.value === undefined
          ? 'which the same seed and setting give again on any machine'
          : `which began as those of ${startedFrom.value}`
      return `${end}. Weights ${ended.weightsSha256.slice(0, 12)}…, ${origin}.${notes}`
    }
  }
}

export function RunBar() {
  const state = status.value
  const now = progress.value
  const last = figures.value.at(-1)
  const isTraining = state === 'training'
  const canRun = state !== 'loading' && state !== 'failed'
  const { epochs } = setting.value
  const done = now ? Math.min(1, (now.epoch + now.batch / now.batches) / Math.max(1, goal.value)) : 0
  const shown = state === 'done' ? 1 : done
  const facts: readonly (readonly [string, string])[] = [
    ['Epoch', `${last?.epoch ?? 0} / ${goal.value || epochs}`],
    ['Training loss', isTraining && now ? short(now.loss) : last ? short(last.loss) : '–'],
    ['Validation accuracy', last ? percent(last.valAccuracy) : '–'],
    ['Rows a second', now ? rateText(now.rate) : '–'],
    ['Time left', isTraining && now ? duration(now.secondsLeft) : '–'],
  ]
  return (
    <section class="card run" aria-label="Training">
      <div class="buttons">
        <button type="button" class="button primary" disabled={!canRun} onClick={() => (isTraining ? pause() : train())}>
          <Icon name={isTraining ? 'pause' : 'play'} />
          {LABELS[state]}
        </button>
        <button type="button" class="button" disabled={!canRun || isTraining} onClick={step} title="Train one batch">
          <Icon name="step" />
          Step
        </button>
        <button
          type="button"
          class="button"
          disabled={state === 'loading' || state === 'untrained'}
          onClick={reset}
          title="Back to the first weights"
        >
          <Icon name="reset" />
          Reset
        </button>
      </div>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div
        class="track"
        role="progressbar"
        aria-label="Training"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(100 * shown)}
      >
        <div style={{ transform: `scaleX(${shown})` }} />
      </div>
      {state === 'failed' ? (
        <p class="notice bad said" role="alert">
          {problem}
        </p>
      ) : (
        <p class="said">{said()}</p>
      )}
    </section>
  )
}

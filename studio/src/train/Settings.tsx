// The setting of the training. Whatever is changed starts over: its weights would not be those of the new setting.

import type { ComponentChildren } from 'preact'
import { useEffect, useId, useState } from 'preact/hooks'
import { grouped } from '../app/format.ts'
import { host } from '../app/places.ts'
import {
  ACTIVATIONS,
  type Activation,
  defaultSetting,
  LIMITS,
  OPTIMIZERS,
  type OptimizerName,
  parseHidden,
} from '../training/setting.ts'
import { OwnData } from './OwnData.tsx'
import { OwnModel } from './OwnModel.tsx'
import { change, facts, open, setting, status } from './store.ts'

const SETS: readonly (readonly [group: string, readonly (readonly [name: string, title: string])[]])[] = [
  [
    'Pictures',
    [
      ['mnist', 'MNIST, handwritten digits'],
      ['fashion-mnist', 'Fashion-MNIST, clothes'],
      ['digits-8x8', 'Digits of 8 × 8 pixels'],
    ],
  ],
  [
    'Tables',
    [
      ['iris', 'Iris flowers'],
      ['penguins', 'Penguins'],
      ['wine', 'Wines'],
    ],
  ],
  [
    'The plane',
    [
      ['plane-clouds', 'Three clouds'],
      ['plane-spirals', 'Three spirals'],
      ['plane-quarters', 'Four quarters'],
      ['plane-rings', 'Five rings'],
      ['plane-petals', 'Six petals'],
    ],
  ],
]

function Field({
  label,
  id,
  wide,
  problem,
  children,
}: {
  label: string
  id: string
  wide?: boolean
  problem?: string | undefined
  children: ComponentChildren
}) {
  return (
    <div class={wide ? 'field wide' : 'field'}>
      <label for={id}>{label}</label>
      {children}
      {problem && (
        <p class="problem" id={`${id}-problem`} role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}

/** A number or list that is taken when the field is left. */
function TextField<T>({
  label,
  value,
  read,
  take,
  hint,
  wide,
  numeric = true,
}: {
  label: string
  value: string
  /** undefined for what is not allowed. */
  read: (text: string) => T | undefined
  take: (value: T) => void
  hint: string
  wide?: boolean
  numeric?: boolean
}) {
  const id = useId()
  const [text, setText] = useState(value)
  const [problem, setProblem] = useState<string>()
  useEffect(() => {
    setText(value)
    setProblem(undefined)
  }, [value])
  const commit = (): void => {
    const parsed = read(text.trim())
    setProblem(parsed === undefined ? hint : undefined)
    if (parsed !== undefined && text.trim() !== value) take(parsed)
  }
  return (
    <Field {...{ label, id, problem }} {...(wide && { wide })}>
      <input
        id={id}
        value={text}
        inputMode={numeric ? 'decimal' : 'text'}
        autocomplete="off"
        spellcheck={false}
        aria-invalid={problem ? 'true' : undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        onInput={(event) => setText(event.currentTarget.value)}
        onChange={commit}
        onKeyDown={(event) => event.key === 'Enter' && commit()}
      />
    </Field>
  )
}

function whole([least, most]: readonly [number, number]): (text: string) => number | undefined {
  return (text) => (/^\d{1,10}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined)
}

const between = ([least, most]: readonly [number, number]): string => `A whole number from ${grouped(least)} to ${grouped(most)}.`

function readRate(text: string): number | undefined {
  const [least, most] = LIMITS.learningRate
  const value = Number(text)
  return text !== '' && value >= least && value <= most ? value : undefined
}

export function Settings() {
  const id = useId()
  const now = setting.value
  const known = facts.value
  return (
    <section class="card settings" aria-label="Setting" inert={known === undefined && status.value === 'loading'}>
      <header>
        <h2>Setting</h2>
      </header>
      <div class="fields">
        <Field label="Data" id={`${id}data`} wide>
          <select
            id={`${id}data`}
            value={now.data}
            onChange={(event) => open({ ...defaultSetting(event.currentTarget.value), seed: now.seed })}
          >
            {SETS.map(([group, sets]) => (
              <optgroup key={group} label={group}>
                {sets.map(([name, title]) => {
                  const isMissing =
                    (name === 'mnist' && !host.value.mnist) || (name === 'fashion-mnist' && !host.value.fashionMnist)
                  return (
                    <option key={name} value={name} disabled={isMissing}>
                      {title}
                      {isMissing ? ' (not on this host)' : ''}
                    </option>
                  )
                })}
              </optgroup>
            ))}
            {now.data === 'own' && <option value="own">Your own</option>}
          </select>
        </Field>
        <p class="wide small muted number">
          {known
            ? `${grouped(known.trainRows)} rows to train on, ${grouped(known.validationRows)} to validate, ${known.classNames.length} classes`
            : 'Reading …'}
        </p>
        <TextField
          label="Hidden layers"
          wide
          numeric={false}
          value={now.hidden.join(', ')}
          read={parseHidden}
          take={(hidden) => change({ hidden })}
          hint="Up to six sizes from 1 to 512, such as 25, 15. Empty: softmax regression."
        />
        <Field label="Activation" id={`${id}activation`}>
          <select
            id={`${id}activation`}
            value={now.activation}
            onChange={(event) => change({ activation: event.currentTarget.value as Activation })}
          >
            {ACTIVATIONS.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </Field>
        <Field label="Optimizer" id={`${id}optimizer`}>
          <select
            id={`${id}optimizer`}
            value={now.optimizer}
            onChange={(event) => {
              const optimizer = event.currentTarget.value as OptimizerName
              change({ optimizer, learningRate: optimizer === 'sgd' ? 0.1 : defaultSetting(now.data).learningRate })
            }}
          >
            {Object.keys(OPTIMIZERS).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </Field>
        <TextField
          label="Learning rate"
          value={String(now.learningRate)}
          read={readRate}
          take={(learningRate) => change({ learningRate })}
          hint="From 0.00001 to 10."
        />
        <TextField
          label="Batch size"
          value={String(now.batchSize)}
          read={whole(LIMITS.batchSize)}
          take={(batchSize) => change({ batchSize })}
          hint={between(LIMITS.batchSize)}
        />
        <TextField
          label="Epochs"
          value={String(now.epochs)}
          read={whole(LIMITS.epochs)}
          take={(epochs) => change({ epochs })}
          hint={between(LIMITS.epochs)}
        />
        <TextField
          label="Seed"
          value={String(now.seed)}
          read={whole(LIMITS.seed)}
          take={(seed) => change({ seed })}
          hint={between(LIMITS.seed)}
        />
      </div>
      <p class="small muted number">{known ? `${grouped(known.parameters)} parameters.` : ''} A change starts the training over.</p>
      <details class="own">
        <summary>Your own data or model</summary>
        <OwnData />
        <OwnModel />
      </details>
    </section>
  )
}

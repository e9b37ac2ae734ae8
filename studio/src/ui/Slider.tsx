// A slider with its name and its number.

import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

interface SliderProps {
  readonly label: ComponentChildren
  /** What a screen reader says, where the label is a formula. */
  readonly name?: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly step: number
  readonly text?: string
  readonly onChange: (value: number) => void
}

export function Slider({ label, name, value, min, max, step, text, onChange }: SliderProps) {
  const id = useId()
  return (
    <div class="slider">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="range"
        aria-label={name}
        aria-valuetext={text}
        {...{ min, max, step, value }}
        onInput={(event) => onChange(Number(event.currentTarget.value))}
      />
      <output for={id}>{text ?? value}</output>
    </div>
  )
}

/** One of a few, beside each other. */
export function Segments<T extends string>({
  label,
  options,
  value,
  onChange,
}: {
  label: string
  options: readonly (readonly [value: T, title: string])[]
  value: T
  onChange: (value: T) => void
}) {
  const group = useId()
  return (
    <fieldset class="segments">
      <legend class="hidden">{label}</legend>
      {options.map(([option, title]) => (
        <label key={option}>
          <input type="radio" name={group} checked={option === value} onChange={() => onChange(option)} />
          <span>{title}</span>
        </label>
      ))}
    </fieldset>
  )
}

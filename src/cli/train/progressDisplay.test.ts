import { Writable } from 'node:stream'
import type { WriteStream } from 'node:tty'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { listenForInterruption } from '../interruption.ts'
import { Output } from '../output.ts'
import { barDisplay, lineDisplay, startDisplay } from './progressDisplay.ts'

/** A stream that keeps what is written, as a terminal of 80 columns or a pipe. */
function fakeOutput(isTTY: boolean, environment: NodeJS.ProcessEnv = {}): { output: Output; written: string[] } {
  const written: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk))
      done()
    },
  })
  Object.assign(stream, { isTTY, columns: isTTY ? 80 : undefined })
  return { output: new Output(stream as unknown as WriteStream, environment), written }
}

const size = { epochs: 10, batches: 1875, rows: 60_000, batchSize: 32 }
const visible = (text: string): string => stripVTControlCharacters(text).replaceAll('\r', '')

describe('barDisplay', () => {
  it('draws at most 15 times a second, within 79 columns, and gives the cursor back once', () => {
    const { output, written } = fakeOutput(true)
    let now = 0
    const display = barDisplay(output, size, () => now)
    for (let epoch = 0; epoch < size.epochs; epoch++) {
      for (let batch = 0; batch < size.batches; batch++) {
        now += 0.2 // 1,875 batches in 0.375 s
        display.onBatch(batch, { loss: 0.123456, accuracy: 0.98765 })
      }
      display.onEpoch(epoch, { loss: 0.123456, accuracy: 0.98765, valAccuracy: 0.9 }, 0.375)
    }
    display.close()
    display.close()
    const draws = written.filter((text) => text.includes('epoch'))
    expect(draws.length).toBeGreaterThan(40)
    expect(draws.length).toBeLessThanOrEqual(15 * 3.75 + 1)
    for (const draw of draws) expect(visible(draw).length).toBeLessThanOrEqual(79)
    expect(visible(draws.at(-1) as string)).toMatch(/epoch 10\/10 .*loss 0\.1235 {2}acc 0\.9877 {2}val 0\.9000 {2}160k\/s {2}0:00/)
    expect(written.filter((text) => text.includes('\u001b[?25l'))).toHaveLength(1)
    expect(written.filter((text) => text.includes('\u001b[?25h'))).toHaveLength(1)
    expect(written.at(-1)).toBe('\r\u001b[2K\u001b[?25h')
  })

  it('counts what is left of a resumed run from where it goes on', () => {
    const { output, written } = fakeOutput(true)
    let now = 0
    const display = barDisplay(output, { ...size, from: { epoch: 8, rows: 938 * 32 } }, () => now)
    expect(visible(written.at(-1) as string)).toMatch(/epoch {2}9\/10 /)
    now = 1000 // a quarter of an epoch a second; one and a quarter are left
    display.onBatch(938 + 469 - 1, { loss: 0.1 })
    expect(visible(written.at(-1) as string)).toMatch(/epoch {2}9\/10 .* 15k\/s {2}0:05/)
    display.close()
  })

  it('colours in a terminal, and not where NO_COLOR is set', () => {
    const colourOf = (environment: NodeJS.ProcessEnv): string => {
      const { output, written } = fakeOutput(true, environment)
      barDisplay(output, size, () => 0).close()
      return written.join('')
    }
    expect(colourOf({})).toContain('\u001b[2m')
    expect(colourOf({ NO_COLOR: '1' })).not.toContain('\u001b[2m')
  })
})

describe('startDisplay', () => {
  it('shows a bar in a terminal, lines elsewhere, and nothing that would mix with JSON', () => {
    const shown = (isTTY: boolean, options: { quiet: boolean; shared: boolean }): string => {
      const { output, written } = fakeOutput(isTTY)
      const display = startDisplay(output, size, options)
      display.onEpoch(0, { loss: 0.5 }, 1)
      display.close()
      return written.join('')
    }
    expect(shown(true, { quiet: false, shared: true })).toContain('─')
    expect(shown(true, { quiet: true, shared: false })).toContain('─')
    expect(shown(true, { quiet: true, shared: true })).toBe('')
    expect(shown(false, { quiet: false, shared: false })).toBe('epoch  1/10  loss 0.5000  1.00 s\n')
    expect(shown(false, { quiet: true, shared: false })).toBe('')
  })

  it('writes one line an epoch', () => {
    const { output, written } = fakeOutput(false)
    const display = lineDisplay(output, size)
    expect(display.wantsBatches).toBe(false)
    for (let epoch = 0; epoch < 3; epoch++) display.onEpoch(epoch, { loss: 1, accuracy: 0.5 }, 0.25)
    expect(written).toHaveLength(3)
  })
})

describe('listenForInterruption', () => {
  it('aborts on the first signal, ends the process on the second, and gives signals back', () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation((() => undefined) as never)
    const before = process.listenerCount('SIGINT')
    const listener = listenForInterruption()
    const onFirst = vi.fn()
    listener.onFirst = onFirst
    process.emit('SIGTERM')
    expect(listener.signal.aborted).toBe(true)
    expect(listener.received).toEqual({ name: 'SIGTERM', exitCode: 143 })
    expect(onFirst).toHaveBeenCalledTimes(1)
    expect(exit).not.toHaveBeenCalled()
    process.emit('SIGINT')
    expect(exit).toHaveBeenCalledWith(130)
    listener.dispose()
    expect(process.listenerCount('SIGINT')).toBe(before)
    exit.mockRestore()
  })
})

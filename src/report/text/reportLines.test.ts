import { describe, expect, it } from 'vitest'
import { classificationReport } from '../../evaluation/index.ts'
import { reportLines } from './reportLines.ts'

describe('reportLines', () => {
  it('has a line for each class and both averages', () => {
    const report = classificationReport([0, 0, 1, 1], [0, 1, 1, 1], { classNames: ['cat', 'dog'] })
    expect(reportLines(report)).toEqual([
      'class             precision  recall      f1  support',
      'cat                  1.0000  0.5000  0.6667        2',
      'dog                  0.6667  1.0000  0.8000        2',
      '────────────────────────────────────────────────────',
      'macro average        0.8333  0.7500  0.7333        4',
      'weighted average     0.8333  0.7500  0.7333        4',
    ])
  })

  it('stays within 80 columns whatever the names, and lets no escape sequence through', () => {
    const report = classificationReport([0, 1], [0, 1], { classNames: ['x'.repeat(200), '\u001b[2J\n'] })
    for (const line of reportLines(report)) expect(line.length).toBeLessThanOrEqual(80)
    expect(reportLines(report).join('\n')).not.toContain('\u001b')
  })
})

import { describe, expect, it } from 'vitest'
import { classificationReport } from '../../evaluation/index.ts'
import { worstClassesText } from './worstClassesText.ts'

describe('worstClassesText', () => {
  it('lists the least F1 first, and what a class is mostly taken for; classes without rows are left out', () => {
    const labels = [0, 0, 0, 1, 1, 2, 2, 2]
    const report = classificationReport(labels, [0, 1, 1, 1, 0, 2, 2, 2], { classNames: ['cat', 'dog', 'cow', 'emu'] })
    expect(worstClassesText(report)).toEqual([
      'worst classes      f1  precision  recall  mostly taken for',
      'cat            0.4000     0.5000  0.3333  dog (2)',
      'dog            0.4000     0.3333  0.5000  cat (1)',
      'cow            1.0000     1.0000  1.0000',
    ])
    expect(worstClassesText(report, { limit: 1 })).toHaveLength(2)
  })

  it('stays within 80 columns, and says nothing where there is nothing to say', () => {
    const classNames = ['x'.repeat(200), 'y'.repeat(200)]
    for (const line of worstClassesText(classificationReport([0, 1], [1, 0], { classNames }))) {
      expect(line.length).toBeLessThanOrEqual(80)
    }
    expect(worstClassesText({ perClass: [], confusion: [] })).toEqual([])
  })
})

import { expect, test } from 'vitest'
import { FormatError } from '../errors.ts'
import { readCalibration } from './calibration.ts'

test('a calibration is read as it was written, or is a FormatError that names the field', () => {
  const whole = { temperature: 0.5, conformalThreshold: 0.2, alpha: 0.1, allowEmpty: false }
  expect(readCalibration(whole, 'file')).toEqual(whole)
  expect(readCalibration(undefined, 'file')).toBeUndefined()
  for (const [field, value] of [
    ['temperature', 0],
    ['temperature', '1'],
    ['conformalThreshold', 1.5],
    ['alpha', 1],
    ['allowEmpty', 'no'],
  ] as const) {
    expect(() => readCalibration({ [field]: value }, 'file')).toThrow(FormatError)
    expect(() => readCalibration({ [field]: value }, 'file')).toThrow(`file: calibration.${field} must be`)
  }
  expect(() => readCalibration('hot', 'file')).toThrow(FormatError)
})

import process from 'node:process'
import { afterEach, expect, test, vi } from 'vitest'
import { environmentFor, hasPackage, startOf } from './places.js'

afterEach(() => vi.unstubAllEnvs())

test('a process has its number of threads, and its OpenBLAS chooses its own kernels', () => {
  vi.stubEnv('OPENBLAS_CORETYPE', 'Haswell')
  vi.stubEnv('OPENBLAS_L2_SIZE', '1')
  const environment = environmentFor(2)
  expect(environment).toMatchObject({ OMP_NUM_THREADS: '2', OPENBLAS_NUM_THREADS: '2', MKL_NUM_THREADS: '2' })
  expect(Object.keys(environment).filter((name) => /OPENBLAS_(CORETYPE|L2_SIZE)/.test(name))).toEqual([])
  expect(environment.XLA_FLAGS).toBe(process.env.XLA_FLAGS)
  expect(environmentFor(1).XLA_FLAGS).toBe('--xla_cpu_multi_thread_eigen=false')
})

test('what is not installed says what to run', () => {
  expect(hasPackage('no-such-package-at-all')).toBe(false)
  const missing = { program: 'x.js', needs: 'no-such-package-at-all' }
  expect(startOf(missing, 1)).toEqual({ why: 'not installed: `npm run bench:setup`' })
  const module = { program: 'x.py', needs: 'no_such_module_at_all' }
  expect(startOf(module, 1)).toEqual({ why: 'not installed: `npm run bench:setup`' })
})

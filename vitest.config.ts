// Unit tests stand beside their source and run in parallel. What stands in test/ (whole trainings, the packed package,
// clocks and memory) runs after them, one file at a time, so that nothing else disturbs what it measures.

import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (path: string): string => fileURLToPath(new URL(`./src/${path}`, import.meta.url))

export default defineConfig({
  resolve: {
    alias: [
      { find: '#platform', replacement: source('node/platform.ts') },
      { find: '#decodeImage', replacement: source('node/decodeImage.ts') },
      { find: /^argmax$/, replacement: source('index.ts') },
      { find: /^argmax-dist\/(.+)\.js$/, replacement: source('$1.ts') },
      { find: /^argmax\/(\w+)$/, replacement: source('$1/index.ts') },
    ],
  },
  test: {
    testTimeout: 120_000,
    hookTimeout: 300_000,
    setupFiles: ['./test/support/propertySeed.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'bench/harness/*.test.js', 'studio/src/**/*.test.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts', 'studio/test/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          fileParallelism: false,
        },
      },
    ],
  },
})

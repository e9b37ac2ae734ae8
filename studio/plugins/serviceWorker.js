// Writes sw.js: the service worker of src/app/serviceWorker.js with the list of all files of the build, by which it is known whether
// what it keeps is the same version.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const SOURCE = fileURLToPath(new URL('../src/app/serviceWorker.js', import.meta.url))

/** Runs when everything is written, so that no file is left out. */
export function serviceWorker() {
  let folder
  return {
    name: 'argmax-service-worker',
    apply: 'build',
    configResolved(config) {
      if (!config.isWorker) folder = join(config.root, config.build.outDir)
    },
    closeBundle() {
      if (folder === undefined) return
      const files = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== 'sw.js')
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(folder.length + 1)
            .replaceAll('\\', '/'),
        )
        .sort()
      const hash = createHash('sha256').update(readFileSync(SOURCE))
      for (const file of files) hash.update(file).update(readFileSync(join(folder, file)))
      const kept = files.filter((file) => !file.endsWith('.woff'))
      const source = readFileSync(SOURCE, 'utf8')
        .replace('__VERSION__', hash.digest('hex').slice(0, 16))
        .replace("['__FILES__']", JSON.stringify(kept))
      if (/__[A-Z]+__/.test(source)) throw new Error(`${SOURCE} has not its version and files where they are looked for.`)
      writeFileSync(join(folder, 'sw.js'), source)
    },
  }
}

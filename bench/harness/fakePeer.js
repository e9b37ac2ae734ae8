// A peer for the tests of turns: it computes nothing. A step takes options.seconds by its own account, and its "accuracy" is the number
// of turns that it has had.

import process from 'node:process'
import { createInterface } from 'node:readline'

const { options } = JSON.parse(process.argv[2])
const say = (answer) => console.log(`bench:${JSON.stringify(answer)}`)

console.log('Hi, this library greets everyone who imports it.')
say({ versions: { fake: '1.0' } })
let turns = 0
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  if (request.do === 'accuracy') say({ accuracy: turns })
  else {
    turns++
    if (turns === options.failsAt) throw new Error('out of luck')
    say({ seconds: options.seconds * request.steps })
  }
}

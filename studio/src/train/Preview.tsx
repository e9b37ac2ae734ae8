// A few rows of the set, before anything is learnt of them.

import { Card } from '../ui/Card.tsx'
import { Rows } from './Rows.tsx'
import { facts } from './store.ts'

export function Preview() {
  const known = facts.value
  if (!known) return null
  return (
    <Card title="The data" note="some rows that training never sees">
      <Rows rows={known.preview} />
      <p class="small muted">Press one: the network below shows what it makes of it.</p>
    </Card>
  )
}

// The rows that the network is surest of, and wrong about.

import { useEffect, useState } from 'preact/hooks'
import { grouped } from '../app/format.ts'
import { ask } from '../training/client.ts'
import type { ShownRows } from '../training/protocol.ts'
import { Card } from '../ui/Card.tsx'
import { Rows } from './Rows.tsx'
import { facts, status, view } from './store.ts'

export function Mistakes() {
  const measured = view.value?.measured
  const mistakes = measured?.mistakes ?? []
  const isTraining = status.value === 'training'
  const [shown, setShown] = useState<ShownRows>()
  const wanted = mistakes.map(({ row }) => row).join()
  useEffect(() => {
    // While it trains they change several times a second: they are fetched when it rests.
    if (isTraining || mistakes.length === 0) return
    let isWanted = true
    ask(
      'rows',
      mistakes.map(({ row }) => row),
    ).then(
      (rows) => isWanted && setShown(rows),
      () => undefined,
    )
    return () => {
      isWanted = false
    }
  }, [wanted, isTraining])
  const names = facts.value?.classNames ?? []
  const isCurrent = shown !== undefined && shown.rows.join() === wanted
  const notes = mistakes.map(({ predicted, probability }) => `${names[predicted]} ${(100 * probability).toFixed(0)} %`)
  return (
    <Card
      title="Most confident mistakes"
      note={measured ? `${grouped(measured.wrong)} rows of ${grouped(facts.value?.validationRows ?? 0)} are wrong` : undefined}
    >
      <div class="gallery">
        {isCurrent && !isTraining ? (
          <Rows rows={shown} notes={notes} />
        ) : (
          <p class="small muted">{mistakes.length === 0 ? 'There are none.' : 'They are shown when the training rests.'}</p>
        )}
      </div>
    </Card>
  )
}

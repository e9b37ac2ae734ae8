// Precision, recall and F1 of each class.

import { grouped, percent } from '../app/format.ts'
import { Card, DataTable } from '../ui/Card.tsx'
import { facts, view } from './store.ts'

export function ClassTable() {
  const names = facts.value?.classNames ?? []
  const measured = view.value?.measured
  return (
    <Card
      title="Class by class"
      wide={facts.value?.kind === 'plane'}
      note={measured ? `accuracy ${percent(measured.accuracy, 2)}` : undefined}
    >
      <div class="scroll" tabIndex={0} role="group" aria-label="Figures by class">
        <DataTable
          caption="Precision, recall and F1 of each class on the validation rows"
          head={['Class', 'Precision', 'Recall', 'F1', 'Rows']}
          rows={names.map((name, i) => {
            const { precision = 0, recall = 0, f1 = 0, support = 0 } = measured?.perClass[i] ?? {}
            return [name, percent(precision), percent(recall), percent(f1), grouped(support)]
          })}
        />
      </div>
    </Card>
  )
}

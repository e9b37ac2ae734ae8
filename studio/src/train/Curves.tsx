// Loss and accuracy of the epochs, live.

import { useState } from 'preact/hooks'
import { fixed, percent, short } from '../app/format.ts'
import { Card, DataTable, TableBehind } from '../ui/Card.tsx'
import { Segments } from '../ui/Slider.tsx'
import { LineChart } from './LineChart.tsx'
import { figures, progress, setting } from './store.ts'

export function Curves() {
  const [what, setWhat] = useState<'loss' | 'accuracy'>('loss')
  const epochs = figures.value
  const isLoss = what === 'loss'
  const last = epochs.at(-1)
  const say = (value: number): string => (isLoss ? short(value) : percent(value, 2))
  const train = epochs.map((epoch) => (isLoss ? epoch.loss : epoch.accuracy))
  const validation = epochs.map((epoch) => (isLoss ? epoch.valLoss : epoch.valAccuracy))
  return (
    <Card title={isLoss ? 'Loss' : 'Accuracy'} note={isLoss ? 'on a logarithmic scale' : 'share of rows called right'}>
      <div class="row">
        <Segments
          label="Figure"
          options={[
            ['loss', 'Loss'],
            ['accuracy', 'Accuracy'],
          ]}
          value={what}
          onChange={setWhat}
        />
        <ul class="keys">
          <li>
            training <b>{last ? say(train.at(-1) as number) : ''}</b>
          </li>
          <li class="dashed" style={{ '--key': 'var(--second)' }}>
            validation <b>{last ? say(validation.at(-1) as number) : ''}</b>
          </li>
        </ul>
      </div>
      <div class="chart">
        {epochs.length === 0 ? (
          <p class="empty">{progress.value ? 'The first epoch is running.' : 'The curves appear here while it trains.'}</p>
        ) : (
          <LineChart
            x={epochs.map(({ epoch }) => epoch)}
            lines={[train, validation]}
            isLog={isLoss}
            label={`${isLoss ? 'Loss' : 'Accuracy'} by epoch: training ${say(train.at(-1) as number)}, validation ${say(validation.at(-1) as number)} after epoch ${last?.epoch}. The table below has all figures.`}
            span={Math.max(setting.value.epochs, last?.epoch ?? 0)}
          />
        )}
      </div>
      <TableBehind>
        {() => (
          <DataTable
            caption="Figures of all epochs"
            head={['Epoch', 'Loss', 'Accuracy', 'Validation loss', 'Validation accuracy']}
            rows={epochs.map(({ epoch, ...values }) => [
              String(epoch),
              ...[values.loss, values.accuracy, values.valLoss, values.valAccuracy].map((value) => fixed(value, 4)),
            ])}
          />
        )}
      </TableBehind>
    </Card>
  )
}

// The room where networks are trained: the setting on the left, all that can be seen of the training on the right.

import { useEffect } from 'preact/hooks'
import { Calibration } from './Calibration.tsx'
import { ClassTable } from './ClassTable.tsx'
import { Confusion } from './Confusion.tsx'
import { Curves } from './Curves.tsx'
import { EpochSlider } from './EpochSlider.tsx'
import { FirstLayer } from './FirstLayer.tsx'
import { Mistakes } from './Mistakes.tsx'
import { NetworkDiagram } from './NetworkDiagram.tsx'
import { Plane } from './Plane.tsx'
import { Preview } from './Preview.tsx'
import { RunBar } from './RunBar.tsx'
import { Settings } from './Settings.tsx'
import { facts, start } from './store.ts'

export function TrainRoom() {
  useEffect(() => {
    start()
  }, [])
  const kind = facts.value?.kind
  return (
    <>
      <h1 class="hidden">Train</h1>
      <div class="train">
        <Settings />
        <div class="stack stage">
          <RunBar />
          {kind === undefined ? (
            <p class="loading">Reading the data …</p>
          ) : (
            <>
              <div class="grid">
                {kind === 'plane' ? <Plane /> : <Preview />}
                <Curves />
              </div>
              <EpochSlider />
              <div class="grid">
                <Confusion />
                {kind === 'plane' ? <Calibration /> : <Mistakes />}
                <NetworkDiagram />
                {kind === 'image' && <FirstLayer />}
                <ClassTable />
                {kind !== 'plane' && <Calibration />}
              </div>
            </>
          )}
        </div>
      </div>
    </>
  )
}

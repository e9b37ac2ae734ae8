// The room where a trained network leaves the page: as a file, as a report, as code, as a link.

import { useEffect, useState } from 'preact/hooks'
import { linkTo } from '../app/router.ts'
import { commandNow, facts, figures, goal, setting, start, startedFrom, status, stop } from '../train/store.ts'
import { ask } from '../training/client.ts'
import type { ExportFormat } from '../training/protocol.ts'
import { encodeSetting } from '../training/setting.ts'
import { Card } from '../ui/Card.tsx'
import { Segments } from '../ui/Slider.tsx'
import { kerasCode, typescriptCode } from './code.ts'

/** Has the browser save bytes as a file. */
function download(bytes: Uint8Array, name: string, type: string): void {
  const address = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

/** A button that copies a text, and says so. */
function Copy({ text, what }: { text: string; what: string }) {
  const [said, setSaid] = useState('')
  return (
    <>
      <button
        type="button"
        class="button small"
        onClick={() => {
          navigator.clipboard.writeText(text).then(
            () => setSaid('Copied.'),
            () => setSaid('The browser does not let it be copied: select the text.'),
          )
        }}
      >
        Copy {what}
      </button>
      <span class="small muted" aria-live="polite">
        {said}
      </span>
    </>
  )
}

function Files() {
  const [problem, setProblem] = useState('')
  const trained = stop.value !== undefined && figures.value.length > 0
  const isTraining = status.value === 'training'
  const save = async (format: ExportFormat): Promise<void> => {
    setProblem('')
    try {
      const bytes = await ask('save', format)
      const name = setting.value.data
      if (format === 'report') download(bytes, `${name}-report.html`, 'text/html')
      else download(bytes, `${name}.safetensors`, 'application/octet-stream')
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <Card title="Files">
      {trained ? (
        <p>
          The network of {facts.value?.name} after {stop.value?.epoch} epochs. Its weights:
        </p>
      ) : (
        <p class="notice">
          Nothing is trained yet. <a href={linkTo('train')}>Train a network</a> first; it takes some seconds.
        </p>
      )}
      {trained && <p class="hash">{stop.value?.weightsSha256}</p>}
      <div class="row">
        <button type="button" class="button primary" disabled={!trained || isTraining} onClick={() => save('safetensors')}>
          Model (.safetensors)
        </button>
        <button type="button" class="button" disabled={!trained || isTraining} onClick={() => save('report')}>
          Report (.html)
        </button>
      </div>
      <p class="small muted">
        The model file opens with <code>argmax evaluate</code>, <code>predict</code> and <code>inspect</code>, with{' '}
        <code>Sequential.load</code>, and here in the room Draw.
      </p>
      {problem && (
        <p class="notice bad" role="alert">
          {problem}
        </p>
      )}
    </Card>
  )
}

function Link() {
  const address = `${location.origin}${location.pathname}#/train?${encodeSetting({ ...setting.value, epochs: goal.value || setting.value.epochs })}`
  const isOwn = setting.value.data === 'own'
  if (startedFrom.value !== undefined) {
    return (
      <Card title="Link">
        <p>This network started from {startedFrom.value}, which no link holds: hand on its file instead.</p>
      </Card>
    )
  }
  return (
    <Card title="Link" note="the whole setting and its seed">
      <p>
        {isOwn
          ? 'Your own data is not in the link: who opens it needs the same files.'
          : 'Whoever opens this link and presses Train gets the same weights, bit for bit, on any machine and in any browser.'}
      </p>
      <p class="hash" id="share-link">
        {address}
      </p>
      <div class="row">
        <Copy text={address} what="the link" />
      </div>
      {stop.value && (
        <p class="small muted">
          Compare what comes out: <span class="hash">{stop.value.weightsSha256}</span>
        </p>
      )}
    </Card>
  )
}

function Code() {
  const [language, setLanguage] = useState<'typescript' | 'keras' | 'shell'>('typescript')
  const known = facts.value
  if (!known || startedFrom.value !== undefined) return null
  const now = { ...setting.value, epochs: goal.value || setting.value.epochs }
  const texts = {
    typescript: typescriptCode(now, known) ?? 'This data has no name in argmax/datasets: load the model file instead.',
    shell:
      commandNow() ?? 'The command line has no flags for this setting: it trains relu networks on its own data sets and on files.',
    keras: kerasCode(now, known),
  }
  const text = texts[language]
  return (
    <Card
      title="Code"
      note={language === 'keras' ? 'the same network; Keras draws other random numbers' : 'gives the same weights'}
      wide
    >
      <Segments
        label="Language"
        options={[
          ['typescript', 'TypeScript'],
          ['shell', 'Command line'],
          ['keras', 'Keras'],
        ]}
        value={language}
        onChange={setLanguage}
      />
      <div class="code">
        <pre tabIndex={0} role="group" aria-label="Code">
          <code>{text}</code>
        </pre>
      </div>
      <div class="row">
        <Copy text={text} what="the code" />
      </div>
    </Card>
  )
}

export function ExportRoom() {
  useEffect(() => {
    start()
  }, [])
  return (
    <>
      <div class="intro">
        <h1>Export</h1>
        <p>Take the network with you. Nothing is uploaded: files are made in this page.</p>
      </div>
      <div class="grid">
        <Files />
        <Link />
        <Code />
      </div>
    </>
  )
}

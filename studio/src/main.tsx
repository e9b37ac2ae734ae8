// The page starts here.

import { render } from 'preact'
import { App } from './app/App.tsx'
import { keepOffline } from './app/keepOffline.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/shell.css'
import './styles/controls.css'
import './styles/figures.css'
import './styles/training.css'
import './styles/lessons.css'
import './styles/rooms.css'

render(<App />, document.getElementById('app') as HTMLElement)
keepOffline()

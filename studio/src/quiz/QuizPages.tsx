// All that shows quizzes, as one piece to load: with it come the engine, the reader of YAML and that of Markdown.

import { OwnQuiz } from './OwnQuiz.tsx'
import { Practice } from './Practice.tsx'
import { QuizView } from './QuizView.tsx'
import { shippedQuiz } from './quizzes.ts'
import './quiz.css'

export type QuizPageName = 'quiz' | 'practice' | 'own-quiz'

export function QuizPage({ name }: { name: QuizPageName }) {
  return name === 'own-quiz' ? <OwnQuiz /> : <QuizView quiz={shippedQuiz(name)} name={shippedQuiz(name).id} key={name} />
}

export { Practice }

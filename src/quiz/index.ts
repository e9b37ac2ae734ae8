// argmax/quiz: quizzes as data, graded honestly. The engine is pure: pages, terminals and clocks are its callers.
export { type MarkdownOptions, renderMarkdown } from '../adapters/markdown.ts'
export { writeYaml } from '../adapters/yaml.ts'
export {
  type Attempt,
  type AttemptResult,
  answerItem,
  extendAttempt,
  finishAttempt,
  limitOf,
  pauseAttempt,
  resumeAttempt,
  type StartOptions,
  startAttempt,
} from './attempt/attempt.ts'
export {
  bestResult,
  emptyHistory,
  finishCurrent,
  latestResult,
  nextNumber,
  type QuizHistory,
  quizVersion,
  readHistory,
  withAttempt,
  writeHistory,
} from './attempt/history.ts'
export {
  type PresentedChoice,
  type PresentedChoices,
  type PresentedItem,
  type PresentedNumeric,
  type PresentedOrder,
  presentItem,
  presentQuiz,
  type QuizFrame,
} from './attempt/presentItem.ts'
export {
  ANNOUNCED_MINUTES,
  dueAnnouncement,
  extensionTime,
  isOver,
  MOST_EXTENSIONS,
  type Timer,
  timeLeft,
  usedTime,
} from './attempt/timer.ts'
export { type GiftParser, type GiftQuestion, type ReadGiftOptions, readGift } from './exchange/readGift.ts'
export type { Exported, ExportOptions, Refusal } from './exchange/refusals.ts'
export { writeGift } from './exchange/writeGift.ts'
export { writeQti } from './exchange/writeQti.ts'
export { evaluateExpression, type Scope } from './expression/evaluate.ts'
export type { Value } from './expression/functions.ts'
export { clockText, durationMilliseconds, durationText } from './format/duration.ts'
export { type AnswerFile, readAnswers } from './format/readAnswers.ts'
export { inspectQuiz, problemText, type QuizProblem, readQuiz } from './format/readQuiz.ts'
export type {
  Answer,
  Answers,
  Choice,
  Expression,
  Figure,
  Item,
  Listing,
  MultipleItem,
  NumberRange,
  NumericItem,
  OrderItem,
  Panel,
  Quiz,
  SingleItem,
  Stimulus,
  Tolerance,
} from './format/types.ts'
export { type Grade, gradeQuiz, type ItemGrade } from './grading/gradeQuiz.ts'
export { type ReadNumber, readNumber } from './grading/readNumber.ts'
export { inlineText, plainLines, plainText } from './text/plainText.ts'

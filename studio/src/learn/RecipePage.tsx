// The third page of the course.

import { RecipeFigure } from '../loss/RecipeFigure.tsx'
import { Card } from '../ui/Card.tsx'
import { Tex } from '../ui/Tex.tsx'

export function RecipePage() {
  return (
    <>
      <div class="prose">
        <p>
          On paper, softmax and logarithm can be computed one after the other. In a computer each step is rounded, and between the
          two the number that matters can be lost: a probability of <Tex tex="10^{-50}" /> is rounded to 0, one of{' '}
          <Tex tex="1 - 10^{-20}" /> to 1.
        </p>
        <p>Put together, the two steps need neither:</p>
        <Tex block tex="-\log \frac{e^{z_y}}{\sum_k e^{z_k}} = (m - z_y) + \log \sum_{k} e^{z_k - m}, \qquad m = \max_k z_k" />
        <p>
          No exponential on the right is greater than 1, so none overflows, and both terms are zero or more, so nothing cancels. For
          this the loss must be given the logits, not the probabilities: the last layer is linear, and the loss is told so.
        </p>
      </div>
      <Card title="Four recipes for the same loss">
        <RecipeFigure />
      </Card>
      <div class="prose">
        <h2>What to look for</h2>
        <ul class="points">
          <li>
            From a gap of 88.7 on, float32 overflows; from 709.8 on, float64 does. The loss is infinite or no number at all, its
            gradient is no number, and so is every weight after the step.
          </li>
          <li>
            With the true class ahead, the naive loss is 0 from about 17 on in float32, from 37 on in float64. The true one goes on
            to 1e-45.
          </li>
          <li>
            Clipping avoids the infinities by lying: no loss is greater than 16.1 or smaller than 1.2e-7, and where it clips, the
            gradient is 0. The worst mistakes teach nothing.
          </li>
        </ul>
        <h2>In code</h2>
        <pre class="lesson-code" tabIndex={0} role="group" aria-label="Code">
          <code>{`const model = new Sequential([
  new Dense({ units: 25, activation: 'relu' }),
  new Dense({ units: 15, activation: 'relu' }),
  new Dense({ units: 10, activation: 'linear' }),
])
model.compile({
  optimizer: 'adam',
  loss: new SparseCategoricalCrossentropy({ fromLogits: true }),
})
const logits = await model.predict(x)
const probabilities = softmax(logits)`}</code>
        </pre>
        <p>Probabilities are for people: take them of the logits when you show them. The training never needs them.</p>
      </div>
    </>
  )
}

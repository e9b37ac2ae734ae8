// The second page of the course.

import { LossFigure } from '../loss/LossFigure.tsx'
import { Card } from '../ui/Card.tsx'
import { Tex } from '../ui/Tex.tsx'

export function CrossEntropyPage() {
  return (
    <>
      <div class="prose">
        <p>
          A network learns by paying for its mistakes. For one example whose true class is <Tex tex="y" /> it pays
        </p>
        <Tex
          block
          tex="\mathrm{loss} = -\log a_y = \begin{cases} -\log a_1 & \text{if } y = 1 \\ -\log a_2 & \text{if } y = 2 \\ \;\vdots & \\ -\log a_N & \text{if } y = N \end{cases}"
        />
        <p>
          Only the probability of the true class counts. Was it 1, nothing is paid. Was it 1/2, the price is 0.69; was it 1/100, it
          is 4.6. The price of a class that was held for impossible has no limit.
        </p>
      </div>
      <Card title="Try it">
        <LossFigure />
      </Card>
      <div class="prose">
        <h2>Why the others are ignored</h2>
        <p>
          The full formula of cross-entropy is <Tex tex="-\sum_j t_j \log a_j" />, where <Tex tex="t" /> is 1 for the true class and
          0 for all others. All terms but one are multiplied by zero. So labels need not be written as rows of zeros and ones: the
          class’s number is enough. That is what <i>sparse</i> means in <code>SparseCategoricalCrossentropy</code>.
        </p>
        <p>
          The other classes are not forgotten: their exponentials are in the sum below the fraction of the true one. To lift one
          share is to lower the rest.
        </p>
        <h2>The gradient is a difference</h2>
        <p>
          How should each logit change? Logarithm and exponential undo each other, and what is left is as plain as can be:{' '}
          <Tex tex="\partial\,\mathrm{loss} / \partial z_j = a_j" /> for the wrong classes, and <Tex tex="a_y - 1" /> for the true
          one. A network that is surely wrong gets a gradient of nearly one; a network that is right gets almost none.
        </p>
      </div>
    </>
  )
}

// The first page of the course.

import { SoftmaxFigure } from '../softmax/SoftmaxFigure.tsx'
import { Card } from '../ui/Card.tsx'
import { Tex } from '../ui/Tex.tsx'

export function SoftmaxPage() {
  return (
    <>
      <div class="prose">
        <p>
          A classifier tells apart <Tex tex="N" /> classes, such as the ten digits. For each class its last layer gives one number,
          the <b>logit</b> <Tex tex="z_j" />. Logits can be any numbers, above zero or below. The greater one is, the more speaks
          for its class.
        </p>
        <p>
          To read them as probabilities they must be above zero and add up to one. Softmax does both: it takes the exponential of
          each, and divides by their sum.
        </p>
        <Tex block tex="a_j = \frac{e^{z_j}}{\sum_{k=1}^{N} e^{z_k}} = P(y = j \mid \mathbf{x})" />
        <p>Move the sliders. However you set them, the shares add up to one: what one class wins, the others lose.</p>
      </div>
      <Card title="Try it">
        <SoftmaxFigure />
      </Card>
      <div class="prose">
        <h2>What only differences do</h2>
        <p>
          Add the same number to all logits: no share changes, as <Tex tex="e^{z_j + c} = e^c \, e^{z_j}" /> and <Tex tex="e^c" />{' '}
          cancels. Only the differences between logits matter. Programs use this: they take the greatest logit from all of them
          first, so that no exponential can overflow.
        </p>
        <h2>How sure, and of what</h2>
        <p>
          Divide all logits by a number greater than one, the temperature, and the shares draw together; by a smaller one, and the
          greatest takes all. The order of the classes stays. So the class that is chosen, the <b>argmax</b>, needs no softmax at
          all: the greatest logit has the greatest share.
        </p>
        <h2>Two classes</h2>
        <p>
          With two classes softmax is the logistic function of the difference, <Tex tex="a_1 = 1 / (1 + e^{-(z_1 - z_2)})" />:
          logistic regression is softmax regression of two classes.
        </p>
      </div>
    </>
  )
}

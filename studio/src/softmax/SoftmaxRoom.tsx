// The room where one sees what softmax does.

import { Card } from '../ui/Card.tsx'
import { Tex } from '../ui/Tex.tsx'
import { LinearFigure } from './LinearFigure.tsx'
import { SoftmaxFigure } from './SoftmaxFigure.tsx'

export function SoftmaxRoom() {
  return (
    <>
      <div class="intro">
        <h1>Softmax</h1>
        <p>A network gives each class a number, its logit. Softmax makes shares of them that are above zero and add up to one.</p>
      </div>
      <div class="stack">
        <Card title="From logits to probabilities" note="classes are numbered from 1">
          <Tex block tex="a_j = \frac{e^{z_j}}{\sum_{k=1}^{N} e^{z_k}}" />
          <SoftmaxFigure />
        </Card>
        <Card title="Where logits come from">
          <Tex block tex="z_j = \mathbf{w}_j \cdot \mathbf{x} + b_j" />
          <LinearFigure />
        </Card>
      </div>
    </>
  )
}

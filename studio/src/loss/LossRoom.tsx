// The room where one sees what cross-entropy is, and why it is taken from logits.

import { Card } from '../ui/Card.tsx'
import { Tex } from '../ui/Tex.tsx'
import { LossFigure } from './LossFigure.tsx'
import { RecipeFigure } from './RecipeFigure.tsx'

export function LossRoom() {
  return (
    <>
      <div class="intro">
        <h1>Loss</h1>
        <p>Cross-entropy looks at one number alone: how probable the network found the class that is true.</p>
      </div>
      <div class="stack">
        <Card title="Cross-entropy and its gradient" note="classes are numbered from 1">
          <Tex
            block
            tex="\mathrm{loss}(\mathbf{z}, y) = -\log a_y \qquad \frac{\partial\,\mathrm{loss}}{\partial z_j} = a_j - [\,j = y\,]"
          />
          <LossFigure />
        </Card>
        <Card title="Why from logits" note="four recipes for the same loss">
          <RecipeFigure />
        </Card>
      </div>
    </>
  )
}

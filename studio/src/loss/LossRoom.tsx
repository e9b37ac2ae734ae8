export function LossRoom() { return <h1>LossRoom</h1> }

export function SoftmaxRoom() { return <h1>SoftmaxRoom</h1> }

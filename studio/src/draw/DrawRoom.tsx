export function DrawRoom() { return <h1>DrawRoom</h1> }

export function LearnRoom() { return <h1>LearnRoom</h1> }

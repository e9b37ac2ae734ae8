export function ExportRoom() { return <h1>ExportRoom</h1> }

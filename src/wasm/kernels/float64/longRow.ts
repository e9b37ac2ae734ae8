import type { RowLoop } from './rows.ts'
export const forLongRows: RowLoop = () => { throw new Error('x') }

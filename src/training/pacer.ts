// Where trainings find what reading data needs as well.
export { Pacer } from '../data/pacer.ts'

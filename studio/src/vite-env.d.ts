interface ImportMeta {
  readonly env: { readonly DEV: boolean }
}
declare module '*.css'
declare module '*.yaml?raw' {
  const text: string
  export default text
}

// What Node and browsers both have, declared here so that core compiles without either's type package.

declare namespace WebAssembly {
  interface MemoryDescriptor {
    initial: number
    maximum?: number
    shared?: boolean
  }
  class Memory {
    constructor(descriptor: MemoryDescriptor)
    readonly buffer: ArrayBuffer
    grow(pages: number): number
  }
  class Module {
    constructor(bytes: Uint8Array)
  }
  class Instance {
    constructor(module: Module, imports?: Record<string, Record<string, unknown>>)
    readonly exports: Record<string, unknown>
  }
  class CompileError extends Error {}
  function compile(bytes: Uint8Array): Promise<Module>
  function validate(bytes: Uint8Array): boolean
}

interface ImportMeta {
  readonly url: string
}
declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean })
  decode(bytes?: ArrayBufferView | ArrayBuffer, options?: { stream?: boolean }): string
}
interface URL {
  readonly href: string
  readonly protocol: string
  readonly pathname: string
}
declare var URL: { new (url: string, base?: string | URL): URL } // not a class: beside Node's types, in tests, the two merge
interface AbortSignal {
  readonly aborted: boolean
  readonly reason: unknown
  throwIfAborted(): void
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}
declare const performance: { now(): number }
declare function setTimeout(callback: () => void, milliseconds?: number): unknown
declare class MessageChannel {
  readonly port1: MessagePort
  readonly port2: MessagePort
}
interface MessagePort {
  onmessage: ((event: unknown) => void) | null
  postMessage(message: unknown): void
  close(): void
}
declare class ReadableStream<T = unknown> {
  getReader(): { read(): Promise<{ done: boolean; value?: T }>; cancel(reason?: unknown): Promise<void> }
  pipeThrough<R>(transform: { readable: ReadableStream<R>; writable: unknown }): ReadableStream<R>
  private readonly item: T
}
declare class WritableStream<T = unknown> {
  getWriter(): { write(chunk: T): Promise<void>; close(): Promise<void>; abort(reason?: unknown): Promise<void> }
}
declare class DecompressionStream {
  constructor(format: 'gzip' | 'deflate' | 'deflate-raw')
  readonly readable: ReadableStream<Uint8Array>
  readonly writable: WritableStream<Uint8Array>
}
declare class Response {
  constructor(body?: Uint8Array | ReadableStream<unknown> | null)
  readonly ok: boolean
  readonly status: number
  readonly body: ReadableStream<Uint8Array> | null
  arrayBuffer(): Promise<ArrayBuffer>
}
declare function fetch(url: string | URL, options?: { signal?: AbortSignal }): Promise<Response>
declare const crypto: { readonly subtle: { digest(name: 'SHA-256', data: Uint8Array): Promise<ArrayBuffer> } }
declare const console: { log(...values: unknown[]): void; warn(...values: unknown[]): void }

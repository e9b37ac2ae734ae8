// The inputs of the comparison between engines, from a generator of whole numbers: they are the same bits everywhere.

/** @param {number} seed @returns {() => number} draws of 32 bits: state = 1664525 state + 1013904223 modulo 2^32, then mixed */
export function generator(seed) {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0
    return Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0
  }
}

/**
 * Images of 28 x 28 bytes in ten classes, stripes whose slope tells the class, under noise.
 *
 * @param {number} seed @param {number} rows
 * @returns {{ pixels: Uint8Array, labels: Uint8Array }}
 */
export function stripes(seed, rows) {
  const draw = generator(seed)
  const labels = Uint8Array.from({ length: rows }, () => (draw() >>> 8) % 10)
  const pixels = new Uint8Array(rows * 784)
  for (let row = 0, next = 0; row < rows; row++) {
    for (let place = 0; place < 784; place++, next++) {
      const value = draw() >>> 24
      const onStripe = (Math.floor(place / 28) * (labels[row] + 1) + 3 * (place % 28)) % 16 < 5
      if (value >= (onStripe ? 60 : 200)) pixels[next] = value
    }
  }
  return { pixels, labels }
}

/** @param {number} seed @param {number} count @param {number} scale @returns {Float32Array} in [-scale, scale), in steps of 2^-16 scale */
export function uniform(seed, count, scale = 1) {
  const draw = generator(seed)
  return Float32Array.from({ length: count }, () => (((draw() >>> 15) - 65536) / 65536) * scale)
}

/** @param {number} seed @param {number} count @returns {Float32Array} numbers of any size and sign, subnormal ones too, none infinite */
export function anySize(seed, count) {
  const draw = generator(seed)
  const words = Uint32Array.from({ length: count }, () => draw() & 0xff7fffff)
  return new Float32Array(words.buffer)
}

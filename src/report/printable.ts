// Names come from data files, and may hold anything. What is written, to a page or to a terminal, is text and nothing else.

/**
 * Characters that no document may hold (controls, lone surrogates), and those that turn the direction of what follows, by
 * which a name could rewrite the text around it.
 */
const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** Text in which every unprintable character is the replacement character. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd')
}

/** Printable text on one line, as a terminal takes it: no line break, no tab, no escape sequence. */
export function oneLine(text: string): string {
  return printable(text.replace(/\s+/g, ' '))
}

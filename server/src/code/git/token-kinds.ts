/** What a run of characters can be, by its number in an answer of `git.highlight`; the dashboard has a colour for each. */
export const TOKEN_KINDS = [
  'plain',
  'constant',
  'string',
  'comment',
  'keyword',
  'parameter',
  'function',
  'string-expression',
  'punctuation',
  'link',
] as const

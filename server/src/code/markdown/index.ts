export { createMarkdown, type Markdown } from './markdown.ts'
export { type ReferenceLink, referencesIn } from './references.ts'

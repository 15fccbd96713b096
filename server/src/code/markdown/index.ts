export { createMarkdown, type Markdown } from './markdown.ts'

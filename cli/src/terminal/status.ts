import type { Colour, Style } from './style.ts'

interface Look {
  glyph: string
  colour: Colour
}

const WAITING: Look = { glyph: '○', colour: 'grey' }
const RUNNING: Look = { glyph: '◐', colour: 'blue' }
const DONE: Look = { glyph: '✓', colour: 'green' }
const FAILED: Look = { glyph: '✗', colour: 'red' }
const PERSON: Look = { glyph: '‖', colour: 'amber' }

/** Every word that says in what state something is; the same looks as in the dashboard, never by colour alone. */
const LOOKS: Record<string, Look> = {
  ...all(
    WAITING,
    'draft pending queued waiting idle offline neutral skipped cancelled superseded stopped closed requested',
  ),
  ...all(RUNNING, 'open running in_progress building deploying working'),
  ...all(DONE, 'approved implemented completed success succeeded merged live done active'),
  ...all(FAILED, 'failed failure timed_out refused lost'),
  ...all(PERSON, 'review needs_person action_required changes_requested'),
}

/** Fields that hold such a word. */
export const STATUS_FIELDS = ['state', 'status', 'conclusion', 'outcome']

/** `✓ live`, in its colour. */
export function printStatus(word: string, style: Style): string {
  const look = LOOKS[word]
  return look ? style.colour(look.colour, `${look.glyph} ${word.replaceAll('_', ' ')}`) : word.replaceAll('_', ' ')
}

function all(look: Look, words: string): Record<string, Look> {
  return Object.fromEntries(words.split(' ').map((word) => [word, look]))
}

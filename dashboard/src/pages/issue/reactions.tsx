import { useMutation, useQueryClient } from '@tanstack/react-query'
import { SmilePlus } from 'lucide-react'
import type { Address } from '../../api/client.ts'
import { type ReactionContent, reactions, type Subject } from '../../api/issues.ts'
import { Menu, MenuItem } from '../../parts/menu.tsx'
import { ProblemLine } from '../../parts/problem.tsx'

const faces: Record<ReactionContent, { face: string; word: string }> = {
  '+1': { face: '👍', word: 'Thumbs up' },
  '-1': { face: '👎', word: 'Thumbs down' },
  laugh: { face: '😄', word: 'Laugh' },
  confused: { face: '😕', word: 'Confused' },
  heart: { face: '❤️', word: 'Heart' },
  hooray: { face: '🎉', word: 'Hooray' },
  rocket: { face: '🚀', word: 'Rocket' },
  eyes: { face: '👀', word: 'Eyes' },
}
const contents = Object.keys(faces) as ReactionContent[]

interface ReactionsProps {
  project: Address
  subject: Subject
  counts: Record<string, number>
  /** Whether this person may react; otherwise they are only counted. */
  open: boolean
}

/** Who reacts a second time takes it back. */
export function Reactions({ project, subject, counts, open }: ReactionsProps) {
  const client = useQueryClient()
  const toggle = useMutation({
    mutationFn: async (content: ReactionContent) => {
      const { reaction, created } = await reactions.add(project, subject, content)
      if (!created) await reactions.remove(project, reaction.id)
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['issues', project.owner, project.name] }),
  })
  const given = contents.filter((content) => (counts[content] ?? 0) > 0)
  if (!open && given.length === 0) return null
  return (
    <div className="flex flex-wrap items-center gap-1.5 px-4 pb-3">
      {given.map((content) => (
        <button
          key={content}
          type="button"
          disabled={!open || toggle.isPending}
          onClick={() => toggle.mutate(content)}
          aria-label={`${faces[content].word}, ${counts[content]}`}
          title={faces[content].word}
          className="inline-flex h-6 items-center gap-1 rounded-md border px-1.5 text-xs enabled:hover:bg-hover disabled:cursor-default"
        >
          <span aria-hidden="true">{faces[content].face}</span>
          {counts[content]}
        </button>
      ))}
      {open && (
        <Menu
          trigger={
            <button
              type="button"
              aria-label="Add a reaction"
              title="Add a reaction"
              className="inline-flex size-6 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
            >
              <SmilePlus className="size-3.5" />
            </button>
          }
        >
          {contents.map((content) => (
            <MenuItem
              key={content}
              onSelect={() => toggle.mutate(content)}
              icon={<span aria-hidden="true">{faces[content].face}</span>}
            >
              {faces[content].word}
            </MenuItem>
          ))}
        </Menu>
      )}
      <ProblemLine error={toggle.error} />
    </div>
  )
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { queries } from '../../api/queries.ts'
import { type Spec, specs } from '../../api/specs.ts'
import { Writers } from '../../frame/role.tsx'
import { Comment, CommentComposer } from '../../parts/comment.tsx'
import { Empty } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'

export function Conversation({ spec }: { spec: Spec }) {
  const client = useQueryClient()
  const query = queries.specComments(spec.id)
  const comments = useQuery(query)
  const add = useMutation({
    mutationFn: (body: string) => specs.comment(spec.id, body),
    onSuccess: () => client.invalidateQueries({ queryKey: query.queryKey }),
  })
  return (
    <div className="flex max-w-3xl flex-col gap-4">
      <Load query={comments} skeleton={<RowsSkeleton rows={3} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No comment yet">
              <p>Questions and remarks on the spec stay with it, beside its evidence.</p>
            </Empty>
          ) : (
            items.map((comment) => (
              <Comment key={comment.id} author={comment.author} at={comment.createdAt} body={comment.body} />
            ))
          )
        }
      </Load>
      <Writers owner={spec.project.owner}>
        <CommentComposer
          label="Comment"
          submit="Comment"
          busy={add.isPending}
          error={add.error}
          onSubmit={(body) => add.mutateAsync(body)}
        />
      </Writers>
    </div>
  )
}

import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import { CopyLine } from '../../parts/copy.tsx'
import { TextLink } from '../../parts/link.tsx'

export function cloneUrl({ owner, name }: Address): string {
  return `${window.location.origin}/${owner}/${name}.git`
}

/** The exact commands that bring a repository here. */
export function PushInstructions({ project, branch = 'main' }: { project: Address; branch?: string }) {
  const url = cloneUrl(project)
  return (
    <div className="flex flex-col gap-4 text-sm">
      <div className="flex flex-col gap-2">
        <p className="font-medium">A repository on your machine</p>
        <CopyLine label="command to add the remote" text={`git remote add devflow ${url}`} />
        <CopyLine label="command to push" text={`git push -u devflow HEAD:${branch}`} />
      </div>
      <div className="flex flex-col gap-2">
        <p className="font-medium">From nothing</p>
        <CopyLine label="commands to begin" text={`git init -b ${branch} ${project.name} && cd ${project.name}`} />
        <CopyLine
          label="command for the first commit"
          text={`echo "# ${project.name}" > README.md && git add . && git commit -m "first commit"`}
        />
        <CopyLine label="command to push the new repository" text={`git push -u ${url} ${branch}`} />
      </div>
      <p className="text-muted">
        The password is a token: <TextLink href={addresses.settings('tokens')}>create one in settings</TextLink>.
      </p>
    </div>
  )
}

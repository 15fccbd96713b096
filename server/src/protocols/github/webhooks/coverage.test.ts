import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { npmClient } from '../../../../test/clients.ts'
import { SCHEMAS } from './webhooks.kit.ts'

/** What is sent, by event: its actions, or none where GitHub has none. */
const SENT: Record<string, string> = {
  check_run: 'created completed rerequested',
  check_suite: 'requested completed rerequested',
  create: '',
  delete: '',
  deploy_key: 'created deleted',
  fork: '',
  installation: 'created deleted new_permissions_accepted suspend unsuspend',
  installation_repositories: 'added removed',
  issue_comment: 'created edited deleted',
  issues:
    'opened edited deleted closed reopened labeled unlabeled assigned unassigned milestoned demilestoned locked unlocked',
  label: 'created edited deleted',
  member: 'added edited removed',
  membership: 'added removed',
  milestone: 'created edited closed opened deleted',
  organization: 'member_added member_removed',
  ping: '',
  public: '',
  pull_request:
    'opened edited closed reopened synchronize labeled unlabeled assigned unassigned milestoned demilestoned locked unlocked ' +
    'review_requested review_request_removed ready_for_review converted_to_draft auto_merge_enabled auto_merge_disabled',
  pull_request_review: 'submitted edited dismissed',
  pull_request_review_comment: 'created edited deleted',
  pull_request_review_thread: 'resolved unresolved',
  push: '',
  release: 'created edited deleted published released prereleased unpublished',
  repository: 'created deleted archived unarchived edited publicized privatized renamed',
  status: '',
  team: 'created edited deleted added_to_repository removed_from_repository',
  team_add: '',
  workflow_job: 'queued in_progress completed',
  workflow_run: 'requested in_progress completed',
}

/** What is not, by why. A name alone means all of its actions. */
const NOT_SENT: Record<string, string> = {
  'there are no boards': 'project project_card project_column projects_v2_item',
  'there are no discussions': 'discussion discussion_comment',
  'there are no wikis and no pages': 'gollum page_build',
  'there are no stars and nobody watches': 'star watch',
  'there are no packages yet': 'package registry_package',
  'there is no merge queue yet': 'merge_group pull_request.enqueued pull_request.dequeued',
  'nothing is scanned but pushes, which are refused':
    'code_scanning_alert dependabot_alert repository_vulnerability_alert secret_scanning_alert secret_scanning_alert_location security_advisory',
  'nothing is bought or sponsored': 'marketplace_purchase sponsorship',
  'repositories have no properties of one’s own': 'custom_property custom_property_values',
  'issues are neither pinned nor moved to another repository': 'issues.pinned issues.unpinned issues.transferred',
  'a comment belongs to an issue or to a line of a pull request': 'commit_comment',
  'an organisation keeps its name, is never deleted and takes people in without asking them':
    'organization.deleted organization.renamed organization.member_invited installation_target org_block',
  'a repository stays with its owner': 'repository.transferred',
  'an import is a job with a page of its own': 'repository_import',
  'apps act by themselves and for nobody else': 'github_app_authorization',
  'a hook that is deleted is told nothing more, and its deliveries go with it': 'meta',
  'the run that it starts is told as workflow_run': 'workflow_dispatch repository_dispatch',
  'a job that waits for others is told when it is ready, as queued': 'workflow_job.waiting',
  'a check run has no buttons': 'check_run.requested_action',
  'deployments are announced on DevFlow’s own event stream; their API is not GitHub’s':
    'deployment deployment_status deployment_review deployment_protection_rule',
  'rules are part of the settings, without a number of their own':
    'branch_protection_rule branch_protection_configuration',
}

const client = await npmClient(SCHEMAS)

test.skipIf('missing' in client)(
  'every event and action that GitHub knows is sent, or it is said why not',
  async () => {
    if ('missing' in client) return
    const schema = JSON.parse(await readFile(client.program('@octokit/webhooks-schemas/schema.json'), 'utf8'))
    const known = new Set(
      Object.keys(schema.definitions as object)
        .filter((name) => name.includes('$'))
        .map((name) => name.replace(/\$event$/, '').replace('$', '.')),
    )
    const sent = Object.entries(SENT).flatMap(([event, actions]) => toNames(event, actions))
    expect(sent.filter((name) => !known.has(name))).toEqual([])
    const left = [...known].filter((name) => !sent.includes(name))
    const reasons = Object.values(NOT_SENT).flatMap((names) => names.split(' '))
    const isMeant = (name: string) => reasons.some((reason) => reason === name || reason === name.split('.')[0])
    expect(left.filter((name) => !isMeant(name))).toEqual([])
    // Nor is there a reason for what is sent, or for what is not known.
    expect(reasons.filter((reason) => !left.some((name) => name === reason || name.split('.')[0] === reason))).toEqual(
      [],
    )
    expect(reasons.filter((reason) => reason in SENT)).toEqual([])
  },
)

test('every action that is sent has a test that waits for it', async () => {
  const folders = [import.meta.dirname, join(import.meta.dirname, '../rest')]
  const texts = await Promise.all(
    folders.map(async (folder) => {
      const files = (await readdir(folder)).filter((name) => name.endsWith('.e2e.test.ts'))
      return Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))
    }),
  )
  const text = texts.flat().join('\n')
  const untold = Object.entries(SENT)
    .flatMap(([event, actions]) => toNames(event, actions))
    .filter((name) => {
      const [event, action] = name.split('.')
      return !text.includes(action ? `next('${event}', '${action}'` : `next('${event}'`)
    })
  expect(untold).toEqual([])
})

function toNames(event: string, actions: string): string[] {
  return actions === '' ? [event] : actions.split(' ').map((action) => `${event}.${action}`)
}

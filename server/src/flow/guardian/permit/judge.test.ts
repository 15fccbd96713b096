import { expect, test } from 'vitest'
import { judgeRequest } from './judge.ts'

const context = { forbiddenPaths: ['.env', '.github/workflows/**'], directory: '/srv/tree' }
const command = (text: string) => judgeRequest({ kind: 'execute', command: text }, context)?.rule
const edit = (path: string, kind = 'edit') => judgeRequest({ kind, paths: [path] }, context)?.rule

test.each([
  ['src/a.ts', undefined],
  ['/srv/tree/src/a.ts', undefined],
  ['.env', 'forbidden-path'],
  ['src/../.env', 'forbidden-path'],
  ['/srv/tree/.github/workflows/ci.yml', 'forbidden-path'],
  ['../other/a.ts', 'outside-worktree'],
  ['/etc/passwd', 'outside-worktree'],
  ['/srv/tree-of-bob/a.ts', 'outside-worktree'],
  ['~/.ssh/authorized_keys', 'outside-worktree'],
  ['C:\\Windows\\system.ini', 'outside-worktree'],
])('editing %s: %s', (path, rule) => {
  expect(edit(path)).toBe(rule)
  expect(edit(path, 'delete')).toBe(rule)
  expect(edit(path, 'read')).toBeUndefined()
})

test.each([
  'npm test',
  'npm run publish-docs',
  'git status && git commit -m "push it"',
  'git log --grep=push',
  'echo "git push"',
  'rm -rf node_modules dist',
  'rm -rf /srv/tree/dist',
  'rm -rf /tmp/devflow-x',
  'cd /srv/tree && ls > out.txt 2>&1',
  'grep -r sudo docs',
  'cat .env.example',
  'node -e "console.log(1)"',
  'cp .env.example /tmp/x',
  '',
])('allows %s', (text) => {
  expect(command(text)).toBeUndefined()
})

test.each([
  ['git push', 'publish'],
  ['git -C . -c a=b push --force origin main', 'publish'],
  ['npm test && git push', 'publish'],
  ['npm test; /usr/bin/git push', 'publish'],
  ['bash -c "git push"', 'publish'],
  ["sh -lc 'cd x && git push'", 'publish'],
  ['env GIT_TRACE=1 git push', 'publish'],
  ['GIT_TRACE=1 timeout 60 git push', 'publish'],
  ['echo $(git push)', 'publish'],
  ['echo "`git push`"', 'publish'],
  ['eval "git push"', 'publish'],
  ['(git push)', 'publish'],
  ['git remote set-url origin https://elsewhere.example', 'publish'],
  ['npm publish', 'publish'],
  ['cargo publish --dry-run', 'publish'],
  ['sudo apt install x', 'privilege'],
  ['true | sudo tee /etc/hosts', 'privilege'],
  ['rm -rf /', 'destructive'],
  ['rm -rf /*', 'destructive'],
  ['rm -rf ~', 'destructive'],
  ['rm -rf "$HOME/x"', 'destructive'],
  ['rm -r ../bob', 'destructive'],
  ['rm -rf /tmp/../etc', 'destructive'],
  ['dd if=/dev/zero of=/dev/sda', 'destructive'],
  ['mkfs.ext4 /dev/sda1', 'destructive'],
  ['echo A=1 >> .env', 'forbidden-path'],
  ['echo x>.github/workflows/ci.yml', 'forbidden-path'],
  ['cp a.yml .github/workflows/a.yml', 'forbidden-path'],
  ['sed -i s/a/b/ .env', 'forbidden-path'],
  ['touch /srv/tree/.env', 'forbidden-path'],
])('denies %s: %s', (text, rule) => {
  expect(command(text)).toBe(rule)
})

test('text that is no command line is answered, not thrown at', () => {
  for (const text of ['"', "'", '\\', '$(', '`', '>', '>>', '((((', '$('.repeat(5000), '"$('.repeat(5000), '\0']) {
    expect(command(text)).toBeUndefined()
  }
})

test('without a worktree every absolute path is outside', () => {
  expect(judgeRequest({ kind: 'edit', paths: ['/srv/tree/a'] }, { forbiddenPaths: [] })?.rule).toBe('outside-worktree')
})

/** What a clone that takes submodules along must never obey, and the check of git-fsck(1) that finds it. */
export const HOSTILE_MODULES: [what: string, content: string, check: string][] = [
  ['a name that climbs out', '[submodule "../../x"]\n\tpath = x\n\turl = https://example.com/x\n', 'gitmodulesName'],
  ['an address that is an option', '[submodule "x"]\n\tpath = x\n\turl = --upload-pack=touch\n', 'gitmodulesUrl'],
  ['a path that is an option', '[submodule "x"]\n\tpath = -x\n\turl = https://example.com/x\n', 'gitmodulesPath'],
  ['a command to run', '[submodule "x"]\n\tpath = x\n\turl = x\n\tupdate = !touch x\n', 'gitmodulesUpdate'],
]

import { useState } from 'react'
import type { NewKey } from '../../api/keys.ts'
import { CheckField, Field, TextArea } from '../../parts/field.tsx'
import { SavingForm } from '../../parts/saving.tsx'

interface KeyFormProps {
  button: string
  save: (key: NewKey & { readOnly: boolean }) => Promise<unknown>
  /** Whether the key may be allowed to push. */
  pushes?: boolean
}

/** A public key is pasted as it stands in its file; its comment is its name unless another is given. */
export function KeyForm({ button, save, pushes }: KeyFormProps) {
  const [title, setTitle] = useState('')
  const [key, setKey] = useState('')
  const [mayPush, setMayPush] = useState(false)
  return (
    <SavingForm
      label={button}
      save={async () => {
        await save({ key: key.trim(), readOnly: !mayPush, ...(title.trim() ? { title: title.trim() } : {}) })
        setTitle('')
        setKey('')
        setMayPush(false)
      }}
    >
      <TextArea
        label="Public key"
        value={key}
        required
        onChange={(event) => setKey(event.target.value)}
        placeholder="ssh-ed25519 AAAA… you@laptop"
        className="font-mono text-sm wrap-anywhere"
        spellCheck={false}
        hint="The line in ~/.ssh/id_ed25519.pub. Never the file without .pub."
      />
      <Field
        label="Name"
        value={title}
        maxLength={100}
        autoComplete="off"
        onChange={(event) => setTitle(event.target.value)}
        hint="Optional; otherwise the comment at the end of the key."
      />
      {pushes && (
        <CheckField
          label="May push"
          hint="Otherwise it only reads."
          checked={mayPush}
          onChange={(event) => setMayPush(event.target.checked)}
        />
      )}
    </SavingForm>
  )
}

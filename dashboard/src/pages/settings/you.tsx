import { useQueryClient } from '@tanstack/react-query'
import { LogOut } from 'lucide-react'
import { useState } from 'react'
import { addresses } from '../../addresses.ts'
import { identity, type Me } from '../../api/identity.ts'
import { Button } from '../../parts/button.tsx'
import { Id } from '../../parts/copy.tsx'
import { Field } from '../../parts/field.tsx'
import { Section } from '../../parts/page.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import { Emails } from '../keys/emails.tsx'
import { UnconfirmedEmails } from '../keys/unconfirmed-emails.tsx'
import { Fact } from '../spec/facts.tsx'

export function You({ me }: { me: Me }) {
  const client = useQueryClient()
  const [name, setName] = useState(me.user.name)
  return (
    <div className="flex max-w-xl flex-col gap-10">
      <dl className="flex flex-col gap-3">
        <Fact label="Login">{me.user.login}</Fact>
        <Fact label="Id">
          <Id id={me.user.id} shown={me.user.id} />
        </Fact>
        <Fact label="Server">{me.serverAdmin ? 'you administer it' : 'you use it'}</Fact>
      </dl>
      <Section title="Profile">
        <SavingForm
          save={async () => {
            await identity.rename(name.trim())
            await client.invalidateQueries({ queryKey: ['me'] })
          }}
        >
          <Field
            label="Name"
            value={name}
            required
            maxLength={100}
            autoComplete="name"
            onChange={(event) => setName(event.target.value)}
            hint="Shown beside what you do. Your picture is drawn from your login."
          />
        </SavingForm>
      </Section>
      <Emails />
      {me.serverAdmin && <UnconfirmedEmails />}
      <div>
        <Button
          icon={<LogOut className="size-4" />}
          onClick={() => void identity.signOut().finally(() => window.location.assign(addresses.signIn()))}
        >
          Sign out on this browser
        </Button>
      </div>
    </div>
  )
}

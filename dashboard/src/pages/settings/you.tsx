import { LogOut } from 'lucide-react'
import { addresses } from '../../addresses.ts'
import { identity, type Me } from '../../api/identity.ts'
import { Button } from '../../parts/button.tsx'
import { Id } from '../../parts/copy.tsx'
import { Emails } from '../keys/emails.tsx'
import { UnconfirmedEmails } from '../keys/unconfirmed-emails.tsx'
import { Fact } from '../spec/facts.tsx'

export function You({ me }: { me: Me }) {
  return (
    <div className="flex max-w-xl flex-col gap-10">
      <dl className="flex flex-col gap-3">
        <Fact label="Name">{me.user.name}</Fact>
        <Fact label="Login">{me.user.login}</Fact>
        <Fact label="Id">
          <Id id={me.user.id} shown={me.user.id} />
        </Fact>
        <Fact label="Server">{me.serverAdmin ? 'you administer it' : 'you use it'}</Fact>
      </dl>
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

import { merge } from './class-names.ts'

/** A grey bar in the place of one line or shape of the real page. */
export function Bar({ className }: { className?: string }) {
  return <div className={merge('h-3 rounded-md bg-hover', className)} />
}

export function RowsSkeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div className="divide-y rounded-md border">
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: identical bars, never reordered
        <div key={index} className="flex h-13 items-center gap-3 px-4">
          <Bar className="size-4 rounded-full" />
          <Bar className={index % 2 ? 'w-1/3' : 'w-1/2'} />
          <Bar className="ml-auto w-16" />
        </div>
      ))}
    </div>
  )
}

export function PageSkeleton() {
  return (
    <div className="flex flex-col gap-6">
      <Bar className="h-6 w-64 max-w-full" />
      <Bar className="h-24 w-full" />
      <RowsSkeleton />
    </div>
  )
}

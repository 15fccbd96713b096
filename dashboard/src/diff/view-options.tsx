import { useState } from 'react'
import { Choice } from '../parts/chips.tsx'

const STORE = 'devflow.diff-layout'

export interface ViewOptions {
  split: boolean
  ignoreSpace: boolean
}

/** How a person likes to read diffs; the layout is remembered. A phone has no room for two columns. */
export function useViewOptions() {
  const [split, setSplit] = useState(() => localStorage.getItem(STORE) === 'split' && window.innerWidth >= 1024)
  const [ignoreSpace, setIgnoreSpace] = useState(false)
  return {
    options: { split, ignoreSpace },
    setIgnoreSpace,
    setSplit(next: boolean) {
      localStorage.setItem(STORE, next ? 'split' : 'unified')
      setSplit(next)
    },
  }
}

export function ViewOptionsBar({ options, setSplit, setIgnoreSpace }: ReturnType<typeof useViewOptions>) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-2 pb-2 text-sm text-muted">
      <span className="hidden lg:block">
        <Choice
          label="Layout"
          value={options.split ? 'split' : 'unified'}
          onChange={(next) => setSplit(next === 'split')}
          options={[
            { value: 'unified', label: 'Unified' },
            { value: 'split', label: 'Split' },
          ]}
        />
      </span>
      <label className="inline-flex items-center gap-2">
        <input
          type="checkbox"
          checked={options.ignoreSpace}
          onChange={(event) => setIgnoreSpace(event.target.checked)}
        />
        Ignore white space
      </label>
    </div>
  )
}

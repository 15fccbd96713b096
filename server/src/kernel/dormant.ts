import type { Kernel } from './kernel.ts'

/**
 * The kernel as the modules of a product see it that is switched off: they can be made, so that the composition stays one
 * list, and their tables are kept, so that switching it on again finds everything; but they offer no verb, hear no event,
 * start nothing and do no job.
 */
export function dormant(kernel: Kernel): Kernel {
  return {
    ...kernel,
    verbs: { ...kernel.verbs, register: () => undefined },
    events: { ...kernel.events, subscribe: () => undefined, tail: () => () => undefined },
    jobs: {
      ...kernel.jobs,
      define: (name) => ({
        name,
        add: async () => {
          throw new Error(`the job ${name} belongs to a product that is switched off`)
        },
      }),
    },
    onStart: () => undefined,
  }
}

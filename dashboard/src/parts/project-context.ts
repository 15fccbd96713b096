import { createContext } from 'react'
import type { Address } from '../api/client.ts'

/** The project of the page: what a bare `#7` in its texts is of. */
export const ProjectContext = createContext<Address | undefined>(undefined)

import { z } from 'zod'

/** `owner` and `name` of every verb about one project. */
export const ProjectAddress = z.object({ owner: z.string().max(60), name: z.string().max(100) })

/** As on GitHub; also part of a host name, where letters of both cases mean the same. */
export const ProjectName = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,100}$/, 'use 1 to 100 letters, digits, dots, dashes and underscores')
  .refine((name) => !/^\.{1,2}$|\.(?:git|wiki|atom)$/i.test(name), 'is kept for git itself; choose another name')

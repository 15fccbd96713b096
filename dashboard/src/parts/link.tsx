import { useRouter } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, MouseEvent } from 'react'
import { merge } from './class-names.ts'

type LinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & {
  href: string
  'data-row'?: boolean
  'data-shortcut'?: string | undefined
}

/** A real link: new tabs, copying and middle click work; a plain click on an address of ours stays inside the page. */
export function Link({ href, onClick, ...rest }: LinkProps) {
  const router = useRouter()
  const outside = /^[a-z]+:/i.test(href)
  if (outside) return <a href={safeHref(href)} target="_blank" rel="noreferrer" onClick={onClick} {...rest} />
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event)
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return
    event.preventDefault()
    router.history.push(href)
  }
  return <a href={href} onClick={follow} {...rest} />
}

/** A link inside a sentence or a table: it looks like text until it is pointed at. */
export function TextLink({ className, ...rest }: LinkProps) {
  return (
    <Link
      className={merge('underline decoration-line-strong underline-offset-2 hover:decoration-current', className)}
      {...rest}
    />
  )
}

/** Addresses come from repositories, agents and deployed applications: only those that open a page may be followed. */
export function safeHref(href: string): string | undefined {
  // Browsers ignore control characters inside a scheme, so `java\tscript:` must not pass for a relative address.
  const compact = [...href].filter((character) => character > ' ').join('')
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(compact)?.[1]?.toLowerCase()
  return scheme === undefined || ['http', 'https', 'mailto'].includes(scheme) ? href : undefined
}

import { type RefObject, useEffect, useRef } from 'react';

/**
 * Brings the keyboard into a form when it opens, to the first element in it that fits a CSS selector. It goes back by
 * itself when the form is gone; see `keepFocus`.
 */
export function useFocusIn<E extends HTMLElement>(selector: string): RefObject<E> {
  const form = useRef<E>(null);
  // Once: who has gone on to another field is left there.
  useEffect(() => form.current?.querySelector<HTMLElement>(selector)?.focus(), [selector]);
  return form;
}

import { createContext, useContext } from 'react';
import type { Visit } from '../../model/visit.ts';

export const VisitContext = createContext<Visit | null>(null);

/** The visit whose pages are shown. */
export function useVisit(): Visit {
  const visit = useContext(VisitContext);
  if (visit === null) throw new Error('outside of a visit');
  return visit;
}

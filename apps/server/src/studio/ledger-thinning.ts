import type { TrackLedger } from '@audio-studio/contract';

/** Clock pairs kept in the recording's row; DynamoDB holds 400 kB per row, a long take notes far more. */
const MAX_ROW_PAIRS = 600;

/** The ledger with its clock pairs thinned evenly; the first and the last always stay. */
export function thinLedger(ledger: TrackLedger): TrackLedger {
  const { clockPairs } = ledger;
  if (clockPairs.length <= MAX_ROW_PAIRS) return ledger;
  const step = (clockPairs.length - 1) / (MAX_ROW_PAIRS - 1);
  const kept = Array.from({ length: MAX_ROW_PAIRS }, (_, index) => clockPairs[Math.round(index * step)]!);
  return { ...ledger, clockPairs: kept };
}

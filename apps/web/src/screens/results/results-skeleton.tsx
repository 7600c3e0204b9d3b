const BLOCK = 'rounded-2xl border border-line bg-surface';

/** Holds the place of everything that will come. */
export function ResultsSkeleton() {
  return (
    <div aria-busy="true" className="animate-pulse space-y-6 sm:space-y-8">
      <output className="sr-only">Loading the results</output>
      <div className="space-y-2">
        <div className="h-5 w-16 rounded bg-sunken" />
        <div className="h-9 w-72 max-w-full rounded bg-sunken" />
        <div className="h-5 w-56 max-w-full rounded bg-sunken" />
      </div>
      <div className={`${BLOCK} h-56 sm:h-48`} />
      <div className={`${BLOCK} h-110`} />
      <div className={`${BLOCK} h-96`} />
    </div>
  );
}

import type { NamesByRole, Verdict } from '../../model/take-results.ts';
import { Card } from '../../ui/card.tsx';
import { MetricScale } from '../../ui/metric-scale.tsx';
import { metricReadings, type MetricReading, type Reading } from './metric-readings.ts';

/** Every measured value with what it means and where it stands on its scale. */
export function MetricsPanel({ verdict, names }: { verdict: Verdict; names: NamesByRole }) {
  const { metrics } = verdict;
  return (
    <Card aria-labelledby="metrics">
      <h2 id="metrics" className="text-lg">
        What was measured
      </h2>
      {metrics === null ? (
        <p className="mt-2 text-ink-soft">Nothing: the sound could not be analysed, for the reason given above.</p>
      ) : (
        <div className="mt-4 grid gap-x-10 md:grid-cols-2">
          {metricReadings(metrics, names).map((metric) => (
            <Metric key={metric.id} metric={metric} />
          ))}
        </div>
      )}
    </Card>
  );
}

function Metric({ metric: { label, meaning, whole, people, scale } }: { metric: MetricReading }) {
  return (
    <section className="grid grid-rows-[auto_3.75rem_1fr] gap-y-3 border-t border-line py-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h3 className="text-sm">{label}</h3>
        {whole !== null && <Value reading={whole} isLarge />}
      </div>
      {scale === null ? (
        <p className="self-center text-sm text-ink-faint">No scale without a value.</p>
      ) : (
        <MetricScale {...scale} />
      )}
      <div>
        {people.length > 0 && (
          <dl className="mb-2 space-y-0.5">
            {people.map(({ role, name, reading }) => (
              <div key={role} className="flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
                <dt className="flex min-w-0 items-center gap-2">
                  <span
                    aria-hidden
                    className={`h-3 w-1 shrink-0 rounded-full ${role === 'host' ? 'bg-(--wave)' : 'bg-(--wave-partner)'}`}
                  />
                  <span className="truncate">{name}</span>
                </dt>
                <dd>
                  <Value reading={reading} />
                </dd>
              </div>
            ))}
          </dl>
        )}
        <p className="text-sm text-ink-faint">{meaning}</p>
      </div>
    </section>
  );
}

function Value({ reading: { value, word }, isLarge = false }: { reading: Reading; isLarge?: boolean }) {
  if (value === null) return <span className="text-sm sm:text-right text-ink-soft">not measurable: {word}</span>;
  return (
    <span className="numeral text-sm sm:text-right">
      <span className={isLarge ? 'text-lg font-semibold' : 'font-medium'}>{value}</span>
      {word !== '' && <span className="text-ink-soft"> {word}</span>}
    </span>
  );
}

import { Lightbulb, Mic, OctagonAlert, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import type { NamesByRole, TakeView, Verdict } from '../../model/take-results.ts';
import { Card } from '../../ui/card.tsx';
import { QualityBadge } from '../../ui/quality-badge.tsx';
import { ProcessingSteps } from './processing-steps.tsx';
import { TrackArrivals } from './track-arrivals.tsx';
import { adviceFor, asSentence, verdictSentence, withNames } from './verdict-words.ts';

/** What became of the take, in one card: its grade and why, or how far it is. */
export function VerdictPanel({ take, names }: { take: TakeView; names: NamesByRole }) {
  return (
    <Card aria-labelledby="verdict" className="min-h-48">
      <VerdictBody take={take} names={names} />
    </Card>
  );
}

function VerdictBody({ take, names }: { take: TakeView; names: NamesByRole }) {
  switch (take.kind) {
    case 'graded':
      return <GradedVerdict verdict={take} names={names} />;
    case 'rejected':
      return <RejectedVerdict verdict={take} reason={take.reason} take={take} names={names} />;
    case 'failed':
      return <FailedVerdict take={take} reason={take.reason} suggestions={take.suggestions} names={names} />;
    case 'processing':
      return <ProcessingSteps {...take} />;
    case 'waiting-for-tracks':
      return <TrackArrivals tracks={take.tracks} />;
    default:
      return (
        <>
          <h2 id="verdict" className="flex items-center gap-2 text-lg">
            <Mic aria-hidden className="size-5 text-accent" />
            This take is being recorded now
          </h2>
          <p className="mt-2 max-w-prose text-ink-soft">
            Each track is written to the disk of the person speaking and uploaded while they talk. Its quality appears
            here shortly after the host stops the recording.
          </p>
        </>
      );
  }
}

function GradedVerdict({ verdict, names }: { verdict: Verdict; names: NamesByRole }) {
  const { grade, reasons } = verdict;
  return (
    <div className="grid gap-6 md:grid-cols-[auto_1fr]">
      <QualityBadge grade={grade} size="lg" />
      <div className="min-w-0 space-y-5">
        <div>
          <h2 id="verdict" className="sr-only">
            Verdict
          </h2>
          <p className="text-lg font-medium text-pretty sm:text-xl">{verdictSentence(verdict, names)}</p>
          <Sentences texts={reasons.slice(1)} names={names} />
        </div>
        <Advice texts={adviceFor(verdict, names)} />
        <Noticed verdict={verdict} names={names} />
      </div>
    </div>
  );
}

interface RejectedVerdictProps {
  verdict: Verdict;
  reason: string;
  take: TakeView;
  names: NamesByRole;
}

function RejectedVerdict({ verdict, reason, take, names }: RejectedVerdictProps) {
  return (
    <div className="grid gap-6 md:grid-cols-[auto_1fr]">
      <QualityBadge grade={verdict.grade} size="lg" />
      <div className="min-w-0 space-y-5">
        <div>
          <h2 id="verdict" className="sr-only">
            Verdict
          </h2>
          <NotLost take={take} />
          <p className="mt-2 flex gap-2 text-ink">
            <OctagonAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-amber-ink" />
            <span>{withNames(reason, names)}</span>
          </p>
        </div>
        <Advice texts={adviceFor(verdict, names)} />
        <Noticed verdict={verdict} names={names} />
      </div>
    </div>
  );
}

interface FailedVerdictProps {
  take: TakeView;
  reason: string | null;
  suggestions: readonly string[];
  names: NamesByRole;
}

function FailedVerdict({ take, reason, suggestions, names }: FailedVerdictProps) {
  return (
    <div className="space-y-4">
      <h2 id="verdict" className="sr-only">
        Verdict
      </h2>
      <NotLost take={take} />
      <p className="flex gap-2">
        <OctagonAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-amber-ink" />
        <span>{withNames(reason ?? 'This take could not be analysed, so it has no grade.', names)}</span>
      </p>
      <Advice texts={suggestions} title="What you can do" />
    </div>
  );
}

/** The first sentence of bad news is what is not lost: exactly the tracks the store holds. */
function NotLost({ take }: { take: TakeView }) {
  const stored = take.tracks.filter(({ state }) => state === 'stored').map(({ name }) => name);
  return (
    <p className="flex gap-2 text-lg font-medium text-pretty sm:text-xl">
      <ShieldCheck aria-hidden className="mt-1 size-5 shrink-0 text-accent" />
      <span>{notLostSentence(stored)}</span>
    </p>
  );
}

function notLostSentence(stored: readonly string[]): string {
  const [one, other] = stored;
  if (one === undefined) return 'No track of this take is on the server.';
  if (other === undefined) return `The track of ${one} is stored, and you can download it below.`;
  return `Nothing is lost: the tracks of ${one} and ${other} are stored, and you can download them below.`;
}

function Sentences({ texts, names }: { texts: readonly string[]; names: NamesByRole }) {
  if (texts.length === 0) return null;
  return (
    <ul className="mt-2 space-y-1 text-ink-soft">
      {texts.map((text) => (
        <li key={text}>{asSentence(text, names)}</li>
      ))}
    </ul>
  );
}

function Advice({ texts, title = 'Better next time' }: { texts: readonly string[]; title?: string }) {
  if (texts.length === 0) return null;
  return (
    <Listed title={title} icon={<Lightbulb aria-hidden className="size-4 text-accent" />}>
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </Listed>
  );
}

function Noticed({ verdict, names }: { verdict: Verdict; names: NamesByRole }) {
  const { warnings } = verdict;
  if (warnings.length === 0) return null;
  return (
    <Listed title="Also noticed">
      {warnings.map((text) => (
        <li key={text}>{asSentence(text, names)}</li>
      ))}
    </Listed>
  );
}

function Listed({ title, icon, children }: { title: string; icon?: ReactNode; children: ReactNode }) {
  return (
    <div>
      <h3 className="flex items-center gap-2 text-sm">
        {icon}
        {title}
      </h3>
      <ul className="mt-1.5 list-disc space-y-1 pl-5 text-sm text-ink-soft marker:text-ink-faint">{children}</ul>
    </div>
  );
}

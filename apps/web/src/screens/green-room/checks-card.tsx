import { estimateStorage, type StorageEstimateReport } from '@audio-studio/capture';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Card } from '../../ui/card.tsx';
import { HeadphonesCheckButton } from './headphones-check-button.tsx';
import { TestRecording } from './test-recording.tsx';

/** What people may try before going in. None of it is required. */
export function ChecksCard() {
  return (
    <Card aria-labelledby="checks-title">
      <h2 id="checks-title" className="mb-2 text-lg">
        Worth a minute
      </h2>
      <div className="divide-y divide-line">
        <Check name="Hear yourself">
          <TestRecording />
        </Check>
        <Check name="Headphones">
          <HeadphonesCheckButton />
        </Check>
        <Check name="Space on this computer">
          <StorageReading />
        </Check>
      </div>
    </Card>
  );
}

function Check({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid gap-2 py-4 last:pb-0 sm:grid-cols-[10rem_1fr] sm:gap-4">
      <h3 className="text-sm font-medium">{name}</h3>
      <div className="min-w-0 text-sm">{children}</div>
    </div>
  );
}

function StorageReading() {
  const { data, isPending } = useQuery({ queryKey: ['storage'], queryFn: estimateStorage, refetchInterval: 30_000 });
  return <p className="text-ink-soft">{isPending ? 'Looking…' : describeStorage(data)}</p>;
}

function describeStorage(storage: StorageEstimateReport | undefined): string {
  if (storage === undefined || !Number.isFinite(storage.hoursLeft))
    return 'This browser does not say how much there is.';
  const { hoursLeft } = storage;
  if (hoursLeft < 1) return `Only ${Math.floor(hoursLeft * 60)} minutes of recording fit. Please free some disk space.`;
  if (hoursLeft > 48) return 'More than 48 hours of recording fit.';
  return `${Math.floor(hoursLeft)} ${hoursLeft < 2 ? 'hour' : 'hours'} of recording fit.`;
}

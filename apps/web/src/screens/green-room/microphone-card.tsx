import { THRESHOLDS } from '@audio-studio/contract';
import { useEffect, useState } from 'react';
import { deviationAdvice, microphoneAdvice } from '../../model/microphone-advice.ts';
import { browserFamily } from '../../model/browser-family.ts';
import { rememberedMicrophone } from '../../model/remembered-microphone.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { DeviceSelector } from '../../ui/device-selector.tsx';
import { LiveWaveform } from '../../ui/live-waveform.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useSnapshot } from '../../ui/use-snapshot.ts';
import { VolumeIndicator } from '../../ui/volume-indicator.tsx';
import { useVisit } from '../visit/use-visit.ts';

/** The microphone: which one, how loud it is, and how quiet the room. */
export function MicrophoneCard() {
  const visit = useVisit();
  const { microphone } = useSnapshot(visit.rig.state);
  const select = (deviceId: string) => {
    rememberedMicrophone.set(deviceId);
    void visit.rig.select(deviceId);
  };
  const deviation = microphone.kind === 'open' ? deviationAdvice(microphone.deviations) : null;

  return (
    <Card aria-label="Microphone" className="grid gap-5">
      <DeviceSelector microphone={microphone} onSelect={select} />
      {microphone.kind === 'refused' && (
        <MicrophoneProblem reason={microphone.reason} onRetry={() => void visit.rig.select()} />
      )}
      {microphone.kind === 'lost' && (
        <Notice tone="warning" announce title={`"${microphone.label}" is gone`}>
          <p>Plug it in again. If there is another microphone we change to it by ourselves.</p>
        </Notice>
      )}
      <div>
        <div className="mb-3 h-24 rounded-lg bg-sunken px-1">
          <LiveWaveform source={visit.ownSound} tone="own" />
        </div>
        <VolumeIndicator source={visit.ownSound} label="Your level" />
        <p className="mt-3 text-sm text-ink-soft">
          Speak as you will in the conversation. Your voice should reach the marked band (
          <span className="numeral whitespace-nowrap">−26 to −20 dBFS</span>) and never light the lamp.
        </p>
      </div>
      <NoiseFloor />
      {deviation !== null && (
        <Notice tone="warning" title="Your browser changes the sound">
          <p>{deviation}</p>
        </Notice>
      )}
    </Card>
  );
}

function MicrophoneProblem({
  reason,
  onRetry,
}: {
  reason: Parameters<typeof microphoneAdvice>[0];
  onRetry: () => void;
}) {
  const { title, text, steps } = microphoneAdvice(reason, browserFamily(navigator.userAgent));
  return (
    <Notice tone="problem" announce title={title} actions={<Button onClick={onRetry}>Try again</Button>}>
      <p>{text}</p>
      <ol className="list-decimal space-y-0.5 pl-5">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </Notice>
  );
}

function NoiseFloor() {
  const floorDbfs = useNoiseFloor();
  const { words, shown } = describeNoise(floorDbfs);
  return (
    <dl className="flex items-baseline justify-between gap-4 border-t border-line pt-4 text-sm">
      <dt className="font-medium">Background noise</dt>
      <dd className="text-right text-ink-soft">
        {words}
        {shown !== '' && <span className="numeral ml-1 inline-block min-w-20 whitespace-nowrap">{shown}</span>}
      </dd>
    </dl>
  );
}

/** The recorder's own estimate, read once a second; undefined before the first. */
function useNoiseFloor(): number | null | undefined {
  const { rig } = useVisit();
  const [floorDbfs, setFloorDbfs] = useState<number | null>();
  useEffect(() => {
    let newest: number | null | undefined;
    const end = rig.events.on('levels', ({ noiseFloorDbfs }) => {
      newest = noiseFloorDbfs;
    });
    const timer = setInterval(() => setFloorDbfs(newest), 1_000);
    return () => {
      end();
      clearInterval(timer);
    };
  }, [rig]);
  return floorDbfs;
}

function describeNoise(floorDbfs: number | null | undefined): { words: string; shown: string } {
  if (floorDbfs === undefined) return { words: 'Measuring…', shown: '' };
  if (floorDbfs === null || floorDbfs <= -99) return { words: 'No sound at all', shown: '' };
  const shown = `−${Math.abs(floorDbfs).toFixed(0)} dBFS`;
  if (floorDbfs <= THRESHOLDS.NOISE_FLOOR_GOOD) return { words: 'Quiet room', shown };
  if (floorDbfs <= THRESHOLDS.NOISE_FLOOR_NOISY) return { words: 'Fairly quiet', shown };
  if (floorDbfs <= THRESHOLDS.NOISE_FLOOR_REJECT) return { words: 'Noisy', shown };
  return { words: 'Too noisy', shown };
}

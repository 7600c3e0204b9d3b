import type { Role } from '@audio-studio/contract';
import { Bookmark, Circle, Mic, MicOff, Square } from 'lucide-react';
import type { StudioSession } from '../../model/studio-session.ts';
import type { StudioSnapshot } from '../../model/studio-snapshot.ts';
import { Button } from '../../ui/button.tsx';

export interface TransportBarProps {
  studio: StudioSession;
  snapshot: StudioSnapshot;
  role: Role;
}

const MARKER = 'Retake from here';

/** The controls: mute for both, markers for both, the one record button for the host. */
export function TransportBar({ studio, snapshot, role }: TransportBarProps) {
  const { muted, take, markers } = snapshot;
  const isTaking = take.kind === 'recording' || take.kind === 'blocked';
  return (
    <footer className="sticky bottom-0 z-10 grid grid-cols-[1fr_auto_1fr] items-center gap-2 border-t border-line bg-surface px-3 py-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:px-6">
      <div className="flex justify-start">
        <Button aria-pressed={muted} onClick={() => studio.toggleMuted()} title="Keyboard: M">
          {muted ? <MicOff aria-hidden /> : <Mic aria-hidden />}
          <span className="max-sm:sr-only">{muted ? 'Unmute me' : 'Mute me'}</span>
          <kbd className="max-lg:hidden">M</kbd>
        </Button>
      </div>
      {role === 'host' ? <RecordButton studio={studio} snapshot={snapshot} /> : <WhoControls taking={isTaking} />}
      <div className="flex items-center justify-end gap-3">
        <output className="numeral hidden text-sm text-ink-faint sm:inline">
          {markers.length > 0 && `${markers.length} ${markers.length === 1 ? 'marker' : 'markers'}`}
        </output>
        <Button disabled={!isTaking} onClick={() => studio.addMarker(MARKER)}>
          <Bookmark aria-hidden />
          <span className="max-sm:sr-only">{MARKER}</span>
        </Button>
      </div>
    </footer>
  );
}

function RecordButton({ studio, snapshot }: Omit<TransportBarProps, 'role'>) {
  const { take, awaiting, link } = snapshot;
  const isTaking = take.kind !== 'idle';
  const isWaiting = awaiting !== null || take.kind === 'starting' || take.kind === 'stopping';
  const label = isTaking ? 'Stop recording' : 'Start recording';
  return (
    <button
      type="button"
      aria-disabled={isWaiting || undefined}
      disabled={!isTaking && link !== 'online'}
      title="Keyboard: R"
      onClick={() => {
        if (isWaiting) return;
        if (isTaking) studio.stopRecording();
        else studio.startRecording();
      }}
      className="inline-flex h-14 min-w-48 items-center justify-center gap-3 rounded-full bg-rec px-6 font-semibold text-on-rec transition-colors hover:bg-rec-strong disabled:opacity-50 aria-disabled:opacity-70 max-sm:min-w-0"
    >
      {isTaking ? (
        <Square aria-hidden className="size-4 fill-current" />
      ) : (
        <Circle aria-hidden className="size-4 fill-current" />
      )}
      {label}
    </button>
  );
}

function WhoControls({ taking }: { taking: boolean }) {
  return (
    <p className="flex min-h-14 max-w-48 items-center text-center text-sm text-ink-soft sm:max-w-none">
      {taking ? 'The host stops the recording.' : 'The host starts the recording.'}
    </p>
  );
}

import { formatBytes } from '../../model/format.ts';
import { formatTenths } from './durations.ts';
import type { Recording } from '@audio-studio/contract';
import { Download } from 'lucide-react';
import { useState } from 'react';
import type { ApiClient } from '../../model/api-client.ts';
import { storedSeconds, type TakeView, type TrackView } from '../../model/take-results.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Notice } from '../../ui/notice.tsx';
import { LedgerLine } from './ledger-line.tsx';
import { saveTrack } from './save-track.ts';

export interface FileAccess {
  meetingId: string;
  token: string;
  api: ApiClient;
}

/** The files of one take, by what they are good for. */
export function DownloadsPanel({ take, ...access }: FileAccess & { take: TakeView }) {
  return (
    <Card aria-labelledby="downloads">
      <h2 id="downloads" className="text-lg">
        Downloads
      </h2>
      <h3 className="mt-4 text-sm">For editing and archiving</h3>
      <p className="mt-1 max-w-prose text-sm text-ink-soft">
        Each person's own microphone, untouched: WAV, 48 kHz, 16 bit, mono.
      </p>
      <ul className="mt-3 divide-y divide-line border-y border-line">
        {take.tracks.map((track) => (
          <li key={track.role} className="py-4">
            <TrackFile track={track} {...access} />
          </li>
        ))}
      </ul>
      {take.extraFiles.length > 0 && (
        <>
          <h3 className="mt-6 text-sm">Further pieces of this take</h3>
          <p className="mt-1 max-w-prose text-sm text-ink-soft">
            Saved besides the tracks above, after an interruption for instance. They are not part of the grade.
          </p>
          <FileList files={take.extraFiles} {...access} />
        </>
      )}
    </Card>
  );
}

/** Files of the meeting that belong to no take. Nothing when there are none. */
export function OtherFiles({ files, ...access }: FileAccess & { files: readonly Recording[] }) {
  if (files.length === 0) return null;
  return (
    <Card aria-labelledby="other-files">
      <h2 id="other-files" className="text-lg">
        Other files of this meeting
      </h2>
      <FileList files={files} {...access} />
    </Card>
  );
}

function TrackFile({ track, ...access }: FileAccess & { track: TrackView }) {
  const { name, state, recording, lengthSeconds } = track;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <p className="truncate font-medium">{name}</p>
          <p className="numeral min-h-5 text-sm text-ink-soft">
            {state === 'stored' ? (
              <FileFacts lengthSeconds={lengthSeconds} sizeBytes={recording?.sizeBytes ?? null} />
            ) : (
              STATES[state]
            )}
          </p>
        </div>
        {state === 'stored' && recording !== null ? (
          <DownloadButton recording={recording} label={`Download ${possessive(name)} track (WAV)`} {...access} />
        ) : (
          <Button disabled>
            <Download aria-hidden />
            Not stored yet
          </Button>
        )}
      </div>
      {recording !== null && state === 'stored' && <LedgerLine recording={recording} />}
    </>
  );
}

const STATES = {
  missing: 'Nothing of it has arrived; it is kept on the computer that recorded it.',
  uploading: 'On its way; it can be downloaded once it is whole.',
} as const;

function FileList({ files, ...access }: FileAccess & { files: readonly Recording[] }) {
  return (
    <ul className="mt-3 divide-y divide-line border-y border-line">
      {files.map((recording, index) => (
        <li key={recording.recordingId} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 py-3">
          <div className="min-w-0">
            <p className="truncate text-sm font-medium">{recording.participantName}</p>
            <p className="numeral text-sm text-ink-soft">
              {recording.status === 'completed' ? (
                <FileFacts lengthSeconds={storedSeconds(recording)} sizeBytes={recording.sizeBytes} />
              ) : (
                'still being uploaded'
              )}
            </p>
          </div>
          {recording.status === 'completed' && (
            <DownloadButton
              recording={recording}
              label={`Piece ${index + 1} by ${recording.participantName}: download`}
              {...access}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

function FileFacts({ lengthSeconds, sizeBytes }: { lengthSeconds: number | null; sizeBytes: number | null }) {
  const facts = [
    lengthSeconds === null ? null : formatTenths(lengthSeconds),
    sizeBytes === null ? null : formatBytes(sizeBytes),
  ];
  return facts.filter((fact) => fact !== null).join(' · ');
}

function DownloadButton({
  recording,
  label,
  meetingId,
  token,
  api,
}: FileAccess & { recording: Recording; label: string }) {
  const [phase, setPhase] = useState<'ready' | 'asking' | 'failed'>('ready');
  const download = async () => {
    setPhase('asking');
    try {
      const { downloadUrl } = await api.downloadUrl({ meetingId, recordingId: recording.recordingId }, token);
      saveTrack(downloadUrl);
      setPhase('ready');
    } catch {
      setPhase('failed');
    }
  };
  return (
    <div className="max-w-full">
      <Button
        variant="primary"
        busy={phase === 'asking'}
        onClick={() => void download()}
        className="max-w-full py-1.5 text-left whitespace-normal!"
      >
        <Download aria-hidden />
        {label}
      </Button>
      {phase === 'failed' && (
        <Notice
          tone="warning"
          announce
          className="mt-2 max-w-sm"
          title="The file is safe, but we could not fetch its address."
        >
          Check your internet connection and press the button again.
        </Notice>
      )}
    </div>
  );
}

function possessive(name: string): string {
  return /s$/i.test(name) ? `${name}’` : `${name}’s`;
}

import type { RecorderFault } from '@audio-studio/capture';
import { browserFamily } from '../../model/browser-family.ts';
import type { RigSnapshot } from '../../model/capture-rig.ts';
import { formatBytes } from '../../model/format.ts';
import { microphoneAdvice } from '../../model/microphone-advice.ts';
import type { StudioSession } from '../../model/studio-session.ts';
import type { StudioSnapshot } from '../../model/studio-snapshot.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useSnapshot } from '../../ui/use-snapshot.ts';
import { useVisit } from '../visit/use-visit.ts';

/** What went wrong with the connection, the microphone or the disk: first what is not lost. */
export function StudioBanners({ studio, snapshot }: { studio: StudioSession; snapshot: StudioSnapshot }) {
  const { rig } = useVisit();
  const { microphone, fault, replacedBy } = useSnapshot(rig.state);
  const { take, link, problem, partner, arrived } = snapshot;
  const isTaking = take.kind !== 'idle';
  return (
    <>
      {link === 'offline' && arrived && <OfflineNotice recording={isTaking} />}
      {take.kind === 'blocked' && (
        <Notice
          tone="problem"
          announce
          title="Your voice is not being recorded"
          actions={
            <Button onClick={() => (microphone.kind === 'open' ? studio.retryRecording() : void rig.select())}>
              Try again
            </Button>
          }
        >
          <p>{take.why} The other person's recording goes on. Tell them, and try again.</p>
        </Notice>
      )}
      <MicrophoneNotice
        microphone={microphone}
        recording={take.kind === 'recording'}
        onRetry={() => void rig.select()}
      />
      {replacedBy !== null && (
        <Notice
          tone="warning"
          announce
          title={`Your microphone went away; we go on with "${replacedBy}"`}
          actions={<Button onClick={() => rig.acknowledgeReplacement()}>All right</Button>}
        >
          <p>What was recorded before is safe. After this take you can choose another one in the green room.</p>
        </Notice>
      )}
      {fault !== null && <FaultNotice fault={fault} />}
      {partner?.microphone === 'lost' && (
        <Notice tone="warning" announce title={`${partner.name} has lost their microphone`}>
          <p>
            {isTaking ? 'What they said before is safe. ' : ''}Ask them to plug it in again or to choose another one.
          </p>
        </Notice>
      )}
      {problem !== null && (
        <Notice
          tone="warning"
          announce
          title={problem}
          actions={<Button onClick={() => studio.dismissProblem()}>All right</Button>}
        />
      )}
    </>
  );
}

function OfflineNotice({ recording }: { recording: boolean }) {
  return (
    <Notice
      tone="warning"
      announce
      title={recording ? 'Your recording goes on, safe on this computer' : 'Nothing is lost'}
    >
      <p>
        The connection to the server is down. We keep trying and go on by ourselves
        {recording ? '; what is missing is uploaded then' : ''}. You can check your internet connection meanwhile.
      </p>
    </Notice>
  );
}

function MicrophoneNotice({
  microphone,
  recording,
  onRetry,
}: {
  microphone: RigSnapshot['microphone'];
  recording: boolean;
  onRetry: () => void;
}) {
  if (microphone.kind === 'lost')
    return (
      <Notice tone="problem" announce title={recording ? 'What you said so far is safe' : 'Your microphone is gone'}>
        <p>
          "{microphone.label}" was unplugged or switched off, and there is no other microphone. Plug one in: we go on
          with it by ourselves.
        </p>
      </Notice>
    );
  if (microphone.kind !== 'refused') return null;
  const { title, text, steps } = microphoneAdvice(microphone.reason, browserFamily(navigator.userAgent));
  return (
    <Notice tone="problem" announce title={title} actions={<Button onClick={onRetry}>Try again</Button>}>
      <p>
        {text} {steps.join(' ')}
      </p>
    </Notice>
  );
}

function FaultNotice({ fault }: { fault: RecorderFault }) {
  const { title, text } = faultWords(fault);
  return (
    <Notice tone="problem" announce title={title}>
      <p>{text}</p>
    </Notice>
  );
}

function faultWords({ kind, unsavedBytes }: RecorderFault): { title: string; text: string } {
  const held = `Recording goes on; ${formatBytes(unsavedBytes)} wait in memory. Keep this page open.`;
  const words: Record<RecorderFault['kind'], { title: string; text: string }> = {
    'storage-full': {
      title: 'What is on the disk is safe, but the disk is full',
      text: `${held} Delete some files, and it is written at once.`,
    },
    'storage-failed': {
      title: 'What is on the disk is safe, but it takes no more just now',
      text: `${held} We keep trying to write it.`,
    },
    'no-audio': {
      title: 'No sound comes from your microphone',
      text: 'What you said before is safe. Check its mute switch and its plug.',
    },
    'unsupported-rate': {
      title: 'This microphone cannot be recorded',
      text: 'It works at an unusual rate. Please choose another one.',
    },
    'worker-failed': {
      title: 'What is on the disk is safe, but recording has a problem',
      text: 'Ask the host to stop the take, then reload this page.',
    },
  };
  return words[kind];
}

import { Volume2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { RemoteSound } from '../../model/remote-sound.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useSnapshot } from '../../ui/use-snapshot.ts';

/** Plays the partner. A browser that wants a click first gets one. */
export function RemoteAudio({ remote }: { remote: RemoteSound }) {
  const { stream } = useSnapshot(remote.state);
  const audio = useRef<HTMLAudioElement>(null);
  const [blocked, setBlocked] = useState(false);

  useEffect(() => {
    const element = audio.current!;
    element.srcObject = stream;
    if (stream === null) return;
    element.play().then(
      () => setBlocked(false),
      (error: unknown) => setBlocked((error as Error).name === 'NotAllowedError'),
    );
  }, [stream]);

  const allow = () => {
    remote.resume();
    audio.current?.play().then(
      () => setBlocked(false),
      () => undefined,
    );
  };

  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- a live voice has none */}
      <audio ref={audio} autoPlay hidden data-testid="remote-audio" />
      {blocked && (
        <Notice
          tone="warning"
          announce
          title="Your browser holds the other voice back until you click"
          actions={
            <Button variant="primary" onClick={allow}>
              <Volume2 aria-hidden /> Turn the sound on
            </Button>
          }
        />
      )}
    </>
  );
}

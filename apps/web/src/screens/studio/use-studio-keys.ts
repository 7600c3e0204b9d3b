import type { Role } from '@audio-studio/contract';
import { useEffect, type RefObject } from 'react';
import type { StudioSession } from '../../model/studio-session.ts';

/** R starts and stops (the host's), M mutes, / goes to the chat; never while somebody is typing. */
export function useStudioKeys(
  studio: StudioSession,
  role: Role,
  chatInput: RefObject<HTMLTextAreaElement | null>,
): void {
  useEffect(() => {
    const handle = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
      switch (event.key) {
        case 'r':
        case 'R':
          if (role === 'host') toggleRecording(studio);
          break;
        case 'm':
        case 'M':
          studio.toggleMuted();
          break;
        case '/':
          chatInput.current?.focus();
          break;
        default:
          return;
      }
      event.preventDefault();
    };
    addEventListener('keydown', handle);
    return () => removeEventListener('keydown', handle);
  }, [studio, role, chatInput]);
}

function toggleRecording(studio: StudioSession): void {
  if (studio.state.get().take.kind === 'idle') studio.startRecording();
  else studio.stopRecording();
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable="true"]') !== null;
}

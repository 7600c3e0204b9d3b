import { listMicrophones, onDeviceChange, type MicrophoneInfo } from '@audio-studio/capture';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Mic } from 'lucide-react';
import { useEffect, useId } from 'react';
import type { MicrophoneState } from '../model/capture-rig.ts';

export interface DeviceSelectorProps {
  microphone: MicrophoneState;
  onSelect: (deviceId: string) => void;
}

/** Which microphone. The browser's own list, so that it is as easy on a phone as anywhere. */
export function DeviceSelector({ microphone, onSelect }: DeviceSelectorProps) {
  const id = useId();
  const devices = useMicrophones(microphone);
  const openId = microphone.kind === 'open' ? microphone.deviceId : '';
  const named = devices.filter(({ deviceId }) => deviceId !== '');
  const isKnown = named.some(({ deviceId }) => deviceId === openId);

  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        Microphone
      </label>
      <div className="relative">
        <Mic
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-soft"
        />
        <select
          id={id}
          value={isKnown ? openId : ''}
          disabled={microphone.kind === 'opening' || named.length === 0}
          onChange={(event) => onSelect(event.target.value)}
          className="min-h-11 w-full min-w-0 truncate rounded-lg border border-line-strong bg-surface pr-3 pl-9 text-base disabled:opacity-70 sm:min-h-10 sm:text-sm"
        >
          {!isKnown && (
            <option value="">
              {microphone.kind === 'opening'
                ? 'Opening the microphone…'
                : microphone.kind === 'open'
                  ? microphone.label
                  : 'No microphone'}
            </option>
          )}
          {named.map(({ deviceId, label }, index) => (
            <option key={deviceId} value={deviceId}>
              {label === '' ? `Microphone ${index + 1}` : label}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

/** The microphones there are; asked again when one comes or goes, and when names become readable. */
function useMicrophones(microphone: MicrophoneState): readonly MicrophoneInfo[] {
  const queryClient = useQueryClient();
  const { data = [] } = useQuery({
    queryKey: ['microphones', microphone.kind === 'open'],
    queryFn: () => listMicrophones().catch(() => []),
    staleTime: 0,
  });
  useEffect(() => {
    try {
      return onDeviceChange(() => void queryClient.invalidateQueries({ queryKey: ['microphones'] }));
    } catch {
      // No devices in this browser: the microphone's own state says so, in words.
      return undefined;
    }
  }, [queryClient]);
  return data;
}

import { checkSupport } from '@audio-studio/capture';
import { useQuery } from '@tanstack/react-query';
import { Notice } from '../../ui/notice.tsx';

/** Says when this browser cannot do the job, before anyone tries. Silent when it can. */
export function BrowserCheck() {
  const { data } = useQuery({ queryKey: ['support'], queryFn: checkSupport, staleTime: Infinity });
  if (data === undefined || (data.canRecord && data.webRtc)) return null;
  if (!data.secureContext)
    return (
      <Notice tone="problem" announce title="This address is not secure, so no browser records here" className="mb-4">
        <p>Ask the organizer for a link that begins with https.</p>
      </Notice>
    );
  return (
    <Notice tone="problem" announce title="This browser cannot keep a recording safe" className="mb-4">
      <p>
        {data.indexedDb
          ? 'It lacks what is needed to record or to talk to the other person.'
          : 'It does not let this page store anything, as in some private windows.'}{' '}
        Please open the link in a current Chrome, Edge, Firefox or Safari, in an ordinary window.
      </p>
    </Notice>
  );
}

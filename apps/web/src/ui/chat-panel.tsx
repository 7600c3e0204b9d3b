import { chatTextSchema, LIMITS, type Role } from '@audio-studio/contract';
import { SendHorizontal } from 'lucide-react';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { formatMoment } from '../model/format.ts';
import type { ChatMessage } from '../model/studio-snapshot.ts';

export interface ChatPanelProps {
  messages: readonly ChatMessage[];
  ownRole: Role;
  /** False when it could not be sent. */
  onSend: (text: string) => boolean;
  inputRef?: RefObject<HTMLTextAreaElement | null>;
}

/** Written words beside the spoken ones. They are not kept. */
export function ChatPanel({ messages, ownRole, onSend, inputRef }: ChatPanelProps) {
  const end = useRef<HTMLLIElement>(null);
  const newest = messages.at(-1)?.id;
  useEffect(() => {
    if (newest !== undefined) end.current?.scrollIntoView({ block: 'nearest' });
  }, [newest]);
  return (
    <section aria-label="Chat" className="flex min-h-0 flex-1 flex-col">
      <ol
        role="log"
        aria-live="polite"
        // Scrolls by itself, so the keyboard must be able to reach it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="min-h-40 flex-1 space-y-3 overflow-y-auto overscroll-contain p-4 text-sm"
      >
        {messages.length === 0 && (
          <li className="text-ink-faint">Messages here reach the other person at once, and nobody keeps them.</li>
        )}
        {messages.map((message) => (
          <Message key={message.id} message={message} own={message.role === ownRole} />
        ))}
        <li ref={end} aria-hidden />
      </ol>
      <ChatInput onSend={onSend} {...(inputRef === undefined ? {} : { inputRef })} />
    </section>
  );
}

function Message({ message, own }: { message: ChatMessage; own: boolean }) {
  return (
    <li className={own ? 'pl-6' : 'pr-6'}>
      <p className={`mb-0.5 text-xs text-ink-faint ${own ? 'text-right' : ''}`}>
        {own ? 'You' : message.sender} · <time dateTime={message.timestamp}>{formatMoment(message.timestamp)}</time>
      </p>
      <p
        dir="auto"
        className={`w-fit rounded-xl px-3 py-2 whitespace-pre-wrap ${own ? 'ml-auto bg-accent-soft' : 'bg-sunken'}`}
      >
        {message.message}
      </p>
    </li>
  );
}

function ChatInput({ onSend, inputRef }: Pick<ChatPanelProps, 'onSend' | 'inputRef'>) {
  const [text, setText] = useState('');
  const [failed, setFailed] = useState(false);
  const send = () => {
    const message = chatTextSchema.safeParse(text.trim());
    if (!message.success) return;
    const sent = onSend(message.data);
    setFailed(!sent);
    if (sent) setText('');
  };
  return (
    <form
      className="border-t border-line p-3"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="flex items-end gap-2">
        <textarea
          ref={inputRef}
          rows={1}
          dir="auto"
          value={text}
          maxLength={LIMITS.CHAT_MAX_LENGTH}
          aria-label="Message"
          placeholder="Message"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            send();
          }}
          className="field-sizing-content max-h-32 min-h-11 min-w-0 flex-1 resize-none rounded-lg border border-line-strong bg-surface px-3 py-2.5 text-base sm:text-sm"
        />
        <button
          type="submit"
          aria-label="Send"
          className="grid size-11 shrink-0 place-items-center rounded-lg text-accent hover:bg-sunken"
        >
          <SendHorizontal aria-hidden className="size-5" />
        </button>
      </div>
      <output className="min-h-5 pt-1 text-xs text-amber-ink">
        {failed && 'Not sent: the connection is down. Your text is still here; try again in a moment.'}
      </output>
    </form>
  );
}

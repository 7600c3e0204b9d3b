import { Component, type ReactNode } from 'react';
import { Button } from './button.tsx';

/** What people see when a page breaks: first what is safe. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override componentDidCatch(error: unknown) {
    console.error('A page could not be drawn', error);
  }

  override render() {
    return this.state.broken ? <BrokenPage /> : this.props.children;
  }
}

export function BrokenPage() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-4 p-6">
      <h1 className="text-2xl">What was recorded is safe on this computer</h1>
      <p className="text-ink-soft">
        This page stopped working because of a mistake of ours. Nothing that was saved is lost: reload the page, and it
        offers to send whatever has not been sent yet.
      </p>
      <div>
        <Button variant="primary" onClick={() => location.reload()}>
          Reload the page
        </Button>
      </div>
    </main>
  );
}

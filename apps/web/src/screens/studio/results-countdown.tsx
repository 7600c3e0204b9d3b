import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { Button } from '../../ui/button.tsx';

const SECONDS = 8;

/** Opens the results by itself, unless somebody wants to stay for another take. */
export function ResultsCountdown({ meetingId }: { meetingId: string }) {
  const navigate = useNavigate();
  const [secondsLeft, setSecondsLeft] = useState<number | null>(SECONDS);
  const results = `/room/${meetingId}/results`;

  useEffect(() => {
    if (secondsLeft === null) return undefined;
    if (secondsLeft === 0) {
      void navigate(results);
      return undefined;
    }
    const timer = setTimeout(() => setSecondsLeft(secondsLeft - 1), 1_000);
    return () => clearTimeout(timer);
  }, [secondsLeft, navigate, results]);

  return (
    <div className="flex flex-wrap items-center gap-2">
      {secondsLeft !== null && (
        <>
          <span className="numeral text-sm text-ink-soft">The results open in {secondsLeft} s</span>
          <Button onClick={() => setSecondsLeft(null)}>Stay for another take</Button>
        </>
      )}
      <Button asChild variant="primary">
        <Link to={results}>See results</Link>
      </Button>
    </div>
  );
}

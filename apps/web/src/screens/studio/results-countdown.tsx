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
    <div className="grid gap-2">
      <Button asChild variant="primary">
        <Link to={results}>
          See results{secondsLeft !== null && <span className="numeral">· {secondsLeft} s</span>}
        </Link>
      </Button>
      {secondsLeft !== null && <Button onClick={() => setSecondsLeft(null)}>Stay for another take</Button>}
    </div>
  );
}

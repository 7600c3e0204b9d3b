import type { Grade } from '@audio-studio/contract';

export interface GradeWords {
  name: string;
  meaning: string;
}

export const GRADE_WORDS: Record<Grade, GradeWords> = {
  P0: { name: 'Pristine', meaning: 'Studio quality. Nothing to improve.' },
  P1: { name: 'Good', meaning: 'High quality, fit for any use.' },
  P2: { name: 'Acceptable', meaning: 'Usable; some noise or clipping can be heard.' },
  P3: { name: 'Poor', meaning: 'Understandable, but noisy or distorted.' },
  P4: { name: 'Not usable', meaning: 'Too noisy or distorted for most uses.' },
};

import { z } from 'zod';
import { StoredValue } from './stored-value.ts';

/** The device people chose last in this browser. */
export const rememberedMicrophone = new StoredValue('microphone', z.string().min(1).max(500));

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import './index.css';
import { keepTheme } from './model/theme.ts';
import { guardUnsent } from './model/unsent-guard.ts';
import { uploadDesk } from './model/uploads.ts';

keepTheme();
guardUnsent(uploadDesk);

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

import { AppError } from '@audio-studio/contract';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createBrowserRouter, Outlet } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { NotFoundScreen } from './screens/not-found/not-found-screen.tsx';
import { PageFocus } from './screens/page-focus.tsx';
import { BrokenPage, ErrorBoundary } from './ui/error-boundary.tsx';
import { OfflineBar } from './ui/offline-bar.tsx';

const MAX_RETRIES = 3;

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => failures < MAX_RETRIES && error instanceof AppError && error.retryable,
    },
    mutations: { retry: false },
  },
});

function Root() {
  return (
    <>
      <OfflineBar />
      <PageFocus />
      <Outlet />
    </>
  );
}

const router = createBrowserRouter([
  {
    element: <Root />,
    errorElement: <BrokenPage />,
    hydrateFallbackElement: <></>,
    children: [
      {
        path: '/',
        lazy: async () => ({ Component: (await import('./screens/home/home-screen.tsx')).HomeScreen }),
      },
      {
        path: '/sign-in',
        lazy: async () => ({ Component: (await import('./screens/sign-in/sign-in-screen.tsx')).SignInScreen }),
      },
      {
        path: '/room/:roomId',
        lazy: async () => ({ Component: (await import('./screens/visit/visit-layout.tsx')).VisitLayout }),
        children: [
          {
            index: true,
            lazy: async () => ({ Component: (await import('./screens/studio/studio-screen.tsx')).StudioScreen }),
          },
          {
            path: 'green-room',
            lazy: async () => ({
              Component: (await import('./screens/green-room/green-room-screen.tsx')).GreenRoomScreen,
            }),
          },
        ],
      },
      {
        path: '/room/:roomId/results',
        lazy: async () => ({ Component: (await import('./screens/results/results-screen.tsx')).ResultsScreen }),
      },
      { path: '*', element: <NotFoundScreen /> },
    ],
  },
]);

export function App() {
  return (
    <ErrorBoundary>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ErrorBoundary>
  );
}

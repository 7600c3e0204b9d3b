export { ClockSync, type ClockSample } from './clock-sync.ts';
export { checkSupport, type SupportReport } from './support.ts';
export { type MicrophoneDeviation, type MicrophoneSetting } from './microphone/deviations.ts';
export { MicrophoneError, type MicrophoneErrorReason } from './microphone/microphone-error.ts';
export { listMicrophones, onDeviceChange, type MicrophoneInfo } from './microphone/microphone-list.ts';
export { openMicrophone, type Microphone } from './microphone/microphone.ts';
export { LIVE_PEAKS_PER_SECOND, type Levels } from './recording/levels.ts';
export { Recorder, type RecorderOptions } from './recording/recorder.ts';
export { type TakeStart } from './recording/take-start.ts';
export {
  type FinishedTake,
  type RecorderEvents,
  type RecorderFault,
  type RecorderFaultKind,
} from './recording/recorder-events.ts';
export { estimateStorage, requestPersistence, type StorageEstimateReport } from './storage/storage-estimate.ts';
export { takeKeyOf, type TakeIdentity } from './storage/take-key.ts';
export { type LocalTake, type TakeStoreState } from './storage/take-record.ts';
export { deleteTake, listLocalTakes, recoverTake } from './storage/take-store.ts';
export { type UploadProgress, type UploadState } from './upload/upload-progress.ts';
export { type LinkPressure } from './upload/link-pressure.ts';
export { TakeUploader, type TakeUploaderOptions, type UploadHandle } from './upload/uploader.ts';

export type { Bar, BarChart } from './charts/bar-chart.js';
export { renderConfusionPng } from './confusion-png.js';
export { type ContactSheet, type ContactSheetGroup, formatContactSheet } from './contact-sheet.js';
export { type DatasetReport, formatDatasetReport } from './dataset-report.js';
export type { FindingSection, ReportSeverity } from './findings.js';
export type { ReportPicture } from './pictures.js';
export type { ReportTable } from './table.js';
export {
  type ErrorGallery,
  formatErrorGallery,
  type GalleryGroup,
  type GalleryItem,
} from './error-gallery.js';
export { type EvaluationReport, formatEvaluationReport } from './evaluation-report.js';
export { formatSceneReport, type SceneReport } from './scene-report.js';
export type { ReportFact, RunReport } from './sections/run.js';
export { formatTrainingReport, type TrainingReport } from './training-report.js';

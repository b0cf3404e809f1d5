export type { Bar, BarChart } from './chart.js';
export { type ContactSheet, type ContactSheetGroup, formatContactSheet } from './contact-sheet.js';
export { type DatasetReport, formatDatasetReport } from './dataset-report.js';
export type { FindingSection, ReportSeverity } from './findings.js';
export type { ReportPicture } from './pictures.js';
export type { ReportTable } from './table.js';

import robotsParser from 'robots-parser';

/** A CommonJS module whose declarations speak of a default export that is the module itself. */
export const parseRobots = robotsParser as unknown as typeof robotsParser.default;

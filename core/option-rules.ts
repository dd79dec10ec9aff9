/** Options that have no effect with a model are refused, never ignored: the rules, as one table. */
import { type Issue, PosefleetError } from './errors.ts';
import type { TaskOptions } from './task-options.ts';

/** What the rules need to know about a request. */
export interface OptionFacts {
  /** Name of the model, for messages. */
  model: string;
  task: 'one-stage' | 'top-down';
  /** Whether the caller brings boxes, so that no detector runs. */
  boxesGiven: boolean;
  /** Whether the caller names the model, so that no preset chooses it. */
  modelNamed: boolean;
  /** Name of what finds the people: the model itself, or a detector. */
  finder?: string | undefined;
  /** People a frame that it can find at most; undefined when there is no limit. */
  mostPeople?: number | undefined;
}

interface OptionRule {
  option: keyof TaskOptions;
  applies(options: TaskOptions, facts: OptionFacts): boolean;
  message(facts: OptionFacts): string;
}

const RULES: readonly OptionRule[] = [
  {
    option: 'preset',
    applies: (options, { modelNamed }) => options.preset !== undefined && modelNamed,
    message: ({ model }) =>
      `chooses a model, and ${model} is named as well; leave out one of the two, or name a detector instead`,
  },
  {
    option: 'preset',
    applies: (options, { boxesGiven, modelNamed }) =>
      options.preset !== undefined && boxesGiven && !modelNamed,
    message: ({ model }) =>
      `chooses a detector, and bboxes_path takes its place; leave it out and name the model, ${model}`,
  },
  {
    option: 'detector',
    applies: (options, { boxesGiven }) => options.detector !== undefined && boxesGiven,
    message: () => 'has no effect with bboxes_path, which takes the place of the detector; leave it out',
  },
  {
    option: 'detector',
    applies: (options, { task, boxesGiven }) =>
      options.detector !== undefined && task === 'one-stage' && !boxesGiven,
    message: ({ model }) =>
      `has no effect with ${model}, which finds people by itself; leave it out or name a top-down model`,
  },
  {
    option: 'detect_every',
    applies: (options, { boxesGiven }) => options.detect_every !== undefined && boxesGiven,
    message: () => 'has no effect with bboxes_path, which takes the place of the detector; leave it out',
  },
  {
    option: 'detect_every',
    applies: (options, { task, boxesGiven }) =>
      options.detect_every !== undefined && task === 'one-stage' && !boxesGiven,
    message: ({ model }) =>
      `has no effect with ${model}, which has no detector; leave it out or name a top-down model`,
  },
  {
    option: 'keypoint_threshold',
    applies: (options) => options.keypoint_threshold !== undefined && options.visualization === false,
    message: () => 'has no effect without a drawn video; leave it out or set visualization to true',
  },
  {
    option: 'max_people',
    applies: (options, { boxesGiven, mostPeople = Infinity }) =>
      !boxesGiven && (options.max_people ?? 0) > mostPeople,
    message: ({ finder, model, mostPeople }) =>
      `has no effect above ${mostPeople}, the most people that ${finder ?? model} finds in a frame`,
  },
];

/** The options that would have no effect; empty when all have one. */
export function optionIssues(options: TaskOptions, facts: OptionFacts): Issue[] {
  return RULES.filter((rule) => rule.applies(options, facts)).map((rule) => ({
    field: `options.${rule.option}`,
    message: rule.message(facts),
  }));
}

/** @throws PosefleetError `option_unsupported`, naming each option that would have no effect. */
export function requireEffectiveOptions(options: TaskOptions, facts: OptionFacts): void {
  const issues = optionIssues(options, facts);
  if (issues.length === 0) return;
  const detail = issues.map(({ field, message }) => `${field} ${message}`).join('; ');
  throw new PosefleetError('option_unsupported', `${detail}.`, { issues });
}
